// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class ClassifyOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public ClassifyOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_classify_options())
            {
                Read(made);
            }
        }

        /// <summary>how many classes: at least 1, default 5; cut to the number of classes</summary>
        public int Top { get; set; }

        /// <summary>images computed at once, at most; 0 (default): as is fastest</summary>
        public int Batch { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_classify_options();
            Native.cnnviz_classify_options_top_set(made, Top);
            Native.cnnviz_classify_options_batch_set(made, Batch);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Top = Native.cnnviz_classify_options_top_get(made);
            Batch = Native.cnnviz_classify_options_batch_get(made);
        }
    }
}
