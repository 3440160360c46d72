// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class ActivationsOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public ActivationsOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_activations_options())
            {
                Read(made);
            }
        }

        /// <summary>default <c>Channel</c></summary>
        public MapOrder Order { get; set; }

        /// <summary>as above</summary>
        public int Batch { get; set; }

        /// <summary>as for Grad-CAM, with the three below</summary>
        public Layout Layout { get; set; }

        /// <summary>As <c>Layout</c>.</summary>
        public int TokenRows { get; set; }

        /// <summary>As <c>Layout</c>.</summary>
        public int TokenColumns { get; set; }

        /// <summary>As <c>Layout</c>.</summary>
        public int LeadingTokens { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_activations_options();
            Native.cnnviz_activations_options_order_set(made, (int)Order);
            Native.cnnviz_activations_options_batch_set(made, Batch);
            Native.cnnviz_activations_options_layout_set(made, (int)Layout);
            Native.cnnviz_activations_options_token_rows_set(made, TokenRows);
            Native.cnnviz_activations_options_token_columns_set(made, TokenColumns);
            Native.cnnviz_activations_options_leading_tokens_set(made, LeadingTokens);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Order = (MapOrder)Native.cnnviz_activations_options_order_get(made);
            Batch = Native.cnnviz_activations_options_batch_get(made);
            Layout = (Layout)Native.cnnviz_activations_options_layout_get(made);
            TokenRows = Native.cnnviz_activations_options_token_rows_get(made);
            TokenColumns = Native.cnnviz_activations_options_token_columns_get(made);
            LeadingTokens = Native.cnnviz_activations_options_leading_tokens_get(made);
        }
    }
}
