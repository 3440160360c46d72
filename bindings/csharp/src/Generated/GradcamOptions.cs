// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class GradcamOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public GradcamOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_gradcam_options())
            {
                Read(made);
            }
        }

        /// <summary>true: Guided Grad-CAM as well; default false</summary>
        public bool Guided { get; set; }

        /// <summary>of the guided pass; default <c>ReluLike</c></summary>
        public Rectifiers Rectifiers { get; set; }

        /// <summary>of the guided map; default <c>MaxAbs</c></summary>
        public Reduction Reduction { get; set; }

        /// <summary>as above</summary>
        public int Batch { get; set; }

        /// <summary>of the layer; default <c>Auto</c></summary>
        public Layout Layout { get; set; }

        /// <summary>of the grid: at least 1 with the layout TOKENS, else 0</summary>
        public int TokenRows { get; set; }

        /// <summary>likewise</summary>
        public int TokenColumns { get; set; }

        /// <summary>in front of the grid (class token, registers), left out; with the layout TOKENS
        /// alone; default 0</summary>
        public int LeadingTokens { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_gradcam_options();
            Native.cnnviz_gradcam_options_guided_set(made, Guided ? 1 : 0);
            Native.cnnviz_gradcam_options_rectifiers_set(made, (int)Rectifiers);
            Native.cnnviz_gradcam_options_reduction_set(made, (int)Reduction);
            Native.cnnviz_gradcam_options_batch_set(made, Batch);
            Native.cnnviz_gradcam_options_layout_set(made, (int)Layout);
            Native.cnnviz_gradcam_options_token_rows_set(made, TokenRows);
            Native.cnnviz_gradcam_options_token_columns_set(made, TokenColumns);
            Native.cnnviz_gradcam_options_leading_tokens_set(made, LeadingTokens);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Guided = Native.cnnviz_gradcam_options_guided_get(made) != 0;
            Rectifiers = (Rectifiers)Native.cnnviz_gradcam_options_rectifiers_get(made);
            Reduction = (Reduction)Native.cnnviz_gradcam_options_reduction_get(made);
            Batch = Native.cnnviz_gradcam_options_batch_get(made);
            Layout = (Layout)Native.cnnviz_gradcam_options_layout_get(made);
            TokenRows = Native.cnnviz_gradcam_options_token_rows_get(made);
            TokenColumns = Native.cnnviz_gradcam_options_token_columns_get(made);
            LeadingTokens = Native.cnnviz_gradcam_options_leading_tokens_get(made);
        }
    }
}
