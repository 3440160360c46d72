// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class TsneOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public TsneOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_tsne_options())
            {
                Read(made);
            }
        }

        /// <summary>of the neighbors; default <c>Euclidean</c></summary>
        public Metric Metric { get; set; }

        /// <summary>likewise; default <c>Auto</c></summary>
        public Search Search { get; set; }

        /// <summary>default <c>Auto</c></summary>
        public Forces Forces { get; set; }

        /// <summary>default <c>Principal</c></summary>
        public Start Start { get; set; }

        /// <summary>in all, 1 to 1000000; default 750</summary>
        public int Iterations { get; set; }

        /// <summary>of these the first; default 250</summary>
        public int ExaggerationIterations { get; set; }

        /// <summary>principal components to keep before anything else, 1 to 256; 0 (default): the
        /// points as they are</summary>
        public int Components { get; set; }

        /// <summary>whether the map is judged: default true</summary>
        public bool Quality { get; set; }

        /// <summary>0 (default): the processors this process may use</summary>
        public int Threads { get; set; }

        /// <summary>1 to (n - 1) / 3; 0 (default): 30, or what n allows</summary>
        public double Perplexity { get; set; }

        /// <summary>of BARNES_HUT: a cell acts as one where its width is below theta times its
        /// distance; 0 to 1, default 0.5</summary>
        public double Theta { get; set; }

        /// <summary>of attraction at first, 1 to 1000; default 12</summary>
        public double Exaggeration { get; set; }

        /// <summary>0 (default): n / exaggeration, then n</summary>
        public double LearningRate { get; set; }

        /// <summary>at first, 0 to 0.99; default 0.5</summary>
        public double Momentum { get; set; }

        /// <summary>default 0.8</summary>
        public double FinalMomentum { get; set; }

        /// <summary>default 0</summary>
        public long Seed { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_tsne_options();
            Native.cnnviz_tsne_options_metric_set(made, (int)Metric);
            Native.cnnviz_tsne_options_search_set(made, (int)Search);
            Native.cnnviz_tsne_options_forces_set(made, (int)Forces);
            Native.cnnviz_tsne_options_start_set(made, (int)Start);
            Native.cnnviz_tsne_options_iterations_set(made, Iterations);
            Native.cnnviz_tsne_options_exaggeration_iterations_set(made, ExaggerationIterations);
            Native.cnnviz_tsne_options_components_set(made, Components);
            Native.cnnviz_tsne_options_quality_set(made, Quality ? 1 : 0);
            Native.cnnviz_tsne_options_threads_set(made, Threads);
            Native.cnnviz_tsne_options_perplexity_set(made, Perplexity);
            Native.cnnviz_tsne_options_theta_set(made, Theta);
            Native.cnnviz_tsne_options_exaggeration_set(made, Exaggeration);
            Native.cnnviz_tsne_options_learning_rate_set(made, LearningRate);
            Native.cnnviz_tsne_options_momentum_set(made, Momentum);
            Native.cnnviz_tsne_options_final_momentum_set(made, FinalMomentum);
            Native.cnnviz_tsne_options_seed_set(made, Seed);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Metric = (Metric)Native.cnnviz_tsne_options_metric_get(made);
            Search = (Search)Native.cnnviz_tsne_options_search_get(made);
            Forces = (Forces)Native.cnnviz_tsne_options_forces_get(made);
            Start = (Start)Native.cnnviz_tsne_options_start_get(made);
            Iterations = Native.cnnviz_tsne_options_iterations_get(made);
            ExaggerationIterations = Native.cnnviz_tsne_options_exaggeration_iterations_get(made);
            Components = Native.cnnviz_tsne_options_components_get(made);
            Quality = Native.cnnviz_tsne_options_quality_get(made) != 0;
            Threads = Native.cnnviz_tsne_options_threads_get(made);
            Perplexity = Native.cnnviz_tsne_options_perplexity_get(made);
            Theta = Native.cnnviz_tsne_options_theta_get(made);
            Exaggeration = Native.cnnviz_tsne_options_exaggeration_get(made);
            LearningRate = Native.cnnviz_tsne_options_learning_rate_get(made);
            Momentum = Native.cnnviz_tsne_options_momentum_get(made);
            FinalMomentum = Native.cnnviz_tsne_options_final_momentum_get(made);
            Seed = Native.cnnviz_tsne_options_seed_get(made);
        }
    }
}
