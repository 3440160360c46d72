// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class IndexOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public IndexOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_index_options())
            {
                Read(made);
            }
        }

        /// <summary>responses kept of each channel: 1 to 1000; 0 (default): 25, or as many as the
        /// collection keeps</summary>
        public int Strongest { get; set; }

        /// <summary>1 to shards: only those images are indexed whose names a hash puts
        /// into</summary>
        public int Shard { get; set; }

        /// <summary>this one of so many shards; default 1 of 1</summary>
        public int Shards { get; set; }

        /// <summary>true: images whose files have changed are indexed again, and those that have
        /// vanished are taken out. Where one of them is in a list of strongest responses, all
        /// images are looked at again. false (default): they are reported and stay as they
        /// were</summary>
        public bool Refresh { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_index_options();
            Native.cnnviz_index_options_strongest_set(made, Strongest);
            Native.cnnviz_index_options_shard_set(made, Shard);
            Native.cnnviz_index_options_shards_set(made, Shards);
            Native.cnnviz_index_options_refresh_set(made, Refresh ? 1 : 0);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Strongest = Native.cnnviz_index_options_strongest_get(made);
            Shard = Native.cnnviz_index_options_shard_get(made);
            Shards = Native.cnnviz_index_options_shards_get(made);
            Refresh = Native.cnnviz_index_options_refresh_get(made) != 0;
        }
    }
}
