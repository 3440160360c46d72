// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class NeighborsOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public NeighborsOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_neighbors_options())
            {
                Read(made);
            }
        }

        /// <summary>default <c>Euclidean</c></summary>
        public Metric Metric { get; set; }

        /// <summary>default <c>Auto</c></summary>
        public Search Search { get; set; }

        /// <summary>neighbors of each; default 6</summary>
        public int Count { get; set; }

        /// <summary>0 (default): the processors this process may use</summary>
        public int Threads { get; set; }

        /// <summary>on which the recall of an approximate search is measured, 1 to 100000; default
        /// 200</summary>
        public int RecallRows { get; set; }

        /// <summary>of the approximate search; default 0</summary>
        public long Seed { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_neighbors_options();
            Native.cnnviz_neighbors_options_metric_set(made, (int)Metric);
            Native.cnnviz_neighbors_options_search_set(made, (int)Search);
            Native.cnnviz_neighbors_options_count_set(made, Count);
            Native.cnnviz_neighbors_options_threads_set(made, Threads);
            Native.cnnviz_neighbors_options_recall_rows_set(made, RecallRows);
            Native.cnnviz_neighbors_options_seed_set(made, Seed);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Metric = (Metric)Native.cnnviz_neighbors_options_metric_get(made);
            Search = (Search)Native.cnnviz_neighbors_options_search_get(made);
            Count = Native.cnnviz_neighbors_options_count_get(made);
            Threads = Native.cnnviz_neighbors_options_threads_get(made);
            RecallRows = Native.cnnviz_neighbors_options_recall_rows_get(made);
            Seed = Native.cnnviz_neighbors_options_seed_get(made);
        }
    }
}
