// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class SaliencyOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public SaliencyOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_saliency_options())
            {
                Read(made);
            }
        }

        /// <summary>default <c>Gradient</c></summary>
        public Rule Rule { get; set; }

        /// <summary>default <c>ReluLike</c></summary>
        public Rectifiers Rectifiers { get; set; }

        /// <summary>default <c>Auto</c></summary>
        public Lrn Lrn { get; set; }

        /// <summary>of the map; default <c>MaxAbs</c></summary>
        public Reduction Reduction { get; set; }

        /// <summary>images computed at once, at most; 0 (default): as is fastest</summary>
        public int Batch { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_saliency_options();
            Native.cnnviz_saliency_options_rule_set(made, (int)Rule);
            Native.cnnviz_saliency_options_rectifiers_set(made, (int)Rectifiers);
            Native.cnnviz_saliency_options_lrn_set(made, (int)Lrn);
            Native.cnnviz_saliency_options_reduction_set(made, (int)Reduction);
            Native.cnnviz_saliency_options_batch_set(made, Batch);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Rule = (Rule)Native.cnnviz_saliency_options_rule_get(made);
            Rectifiers = (Rectifiers)Native.cnnviz_saliency_options_rectifiers_get(made);
            Lrn = (Lrn)Native.cnnviz_saliency_options_lrn_get(made);
            Reduction = (Reduction)Native.cnnviz_saliency_options_reduction_get(made);
            Batch = Native.cnnviz_saliency_options_batch_get(made);
        }
    }
}
