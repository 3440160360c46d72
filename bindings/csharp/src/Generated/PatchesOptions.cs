// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class PatchesOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public PatchesOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_patches_options())
            {
                Read(made);
            }
        }

        /// <summary>patches of a channel: 1 (default 9) to what the collection keeps</summary>
        public int Count { get; set; }

        /// <summary>default <c>View</c></summary>
        public PatchSource Source { get; set; }

        /// <summary>of a patch's picture at most; 0 (default): as it is</summary>
        public int Side { get; set; }

        /// <summary>whether signals are computed: default true</summary>
        public bool Signals { get; set; }

        /// <summary>of the signals, not <c>All</c>; default <c>Guided</c></summary>
        public Rule Rule { get; set; }

        /// <summary>default <c>ReluLike</c></summary>
        public Rectifiers Rectifiers { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_patches_options();
            Native.cnnviz_patches_options_count_set(made, Count);
            Native.cnnviz_patches_options_source_set(made, (int)Source);
            Native.cnnviz_patches_options_side_set(made, Side);
            Native.cnnviz_patches_options_signals_set(made, Signals ? 1 : 0);
            Native.cnnviz_patches_options_rule_set(made, (int)Rule);
            Native.cnnviz_patches_options_rectifiers_set(made, (int)Rectifiers);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Count = Native.cnnviz_patches_options_count_get(made);
            Source = (PatchSource)Native.cnnviz_patches_options_source_get(made);
            Side = Native.cnnviz_patches_options_side_get(made);
            Signals = Native.cnnviz_patches_options_signals_get(made) != 0;
            Rule = (Rule)Native.cnnviz_patches_options_rule_get(made);
            Rectifiers = (Rectifiers)Native.cnnviz_patches_options_rectifiers_get(made);
        }
    }
}
