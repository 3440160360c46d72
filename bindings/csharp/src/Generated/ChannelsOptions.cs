// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class ChannelsOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public ChannelsOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_channels_options())
            {
                Read(made);
            }
        }

        /// <summary>default <c>Ablation</c></summary>
        public ChannelMethod Method { get; set; }

        /// <summary>of the layer, as for Grad-CAM, with the three below</summary>
        public Layout Layout { get; set; }

        /// <summary>As <c>Layout</c>.</summary>
        public int TokenRows { get; set; }

        /// <summary>As <c>Layout</c>.</summary>
        public int TokenColumns { get; set; }

        /// <summary>As <c>Layout</c>.</summary>
        public int LeadingTokens { get; set; }

        /// <summary>as above</summary>
        public bool Full { get; set; }

        /// <summary>likewise</summary>
        public bool KeepPartial { get; set; }

        /// <summary>channels computed at once; 0 (default): as is fastest</summary>
        public int Batch { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_channels_options();
            Native.cnnviz_channels_options_method_set(made, (int)Method);
            Native.cnnviz_channels_options_layout_set(made, (int)Layout);
            Native.cnnviz_channels_options_token_rows_set(made, TokenRows);
            Native.cnnviz_channels_options_token_columns_set(made, TokenColumns);
            Native.cnnviz_channels_options_leading_tokens_set(made, LeadingTokens);
            Native.cnnviz_channels_options_full_set(made, Full ? 1 : 0);
            Native.cnnviz_channels_options_keep_partial_set(made, KeepPartial ? 1 : 0);
            Native.cnnviz_channels_options_batch_set(made, Batch);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Method = (ChannelMethod)Native.cnnviz_channels_options_method_get(made);
            Layout = (Layout)Native.cnnviz_channels_options_layout_get(made);
            TokenRows = Native.cnnviz_channels_options_token_rows_get(made);
            TokenColumns = Native.cnnviz_channels_options_token_columns_get(made);
            LeadingTokens = Native.cnnviz_channels_options_leading_tokens_get(made);
            Full = Native.cnnviz_channels_options_full_get(made) != 0;
            KeepPartial = Native.cnnviz_channels_options_keep_partial_get(made) != 0;
            Batch = Native.cnnviz_channels_options_batch_get(made);
        }
    }
}
