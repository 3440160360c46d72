// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class ModelOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public ModelOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_model_options())
            {
                Read(made);
            }
        }

        /// <summary>Threads that one call computes with; 0 (default): the processors this process
        /// may use. Up to 1024. The number is set when a call begins and restored when it ends. The
        /// same model, input and number of threads give the same bytes.</summary>
        public int Threads { get; set; }

        /// <summary>Bytes that the model may use at any time for packed weights, live workspaces
        /// and scratchpads (not for clean pages of the mapped file); 0 (default): no limit. A call
        /// that cannot fit fails with LIMIT before it starts and names the need.</summary>
        public long MaxMemory { get; set; }

        /// <summary>Whether <c>Model.Open</c> reads the sidecar NAME.cnnviz.json beside NAME.onnx
        /// where there is one: default true.</summary>
        public bool Sidecar { get; set; }

        /// <summary>Whether operators are timed: default false. Documents then have "profile": for
        /// each planned step {"node", "type", "implementation", "shape", "blocked", "forward_ms",
        /// "backward_ms"}. Meant for one call at a time.</summary>
        public bool Profile { get; set; }

        /// <summary>Whether convolutions that two algorithms compute (Winograd's and the direct
        /// one, which differ by rounding) are timed by both when they are first planned, once a
        /// process for each shape and number of threads: 0 (default: a rule decides, measured on
        /// processors with AVX-512) or 1. With 1 another process may choose otherwise, and so
        /// differ in the last digits.</summary>
        public bool Tune { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_model_options();
            Native.cnnviz_model_options_threads_set(made, Threads);
            Native.cnnviz_model_options_max_memory_set(made, MaxMemory);
            Native.cnnviz_model_options_sidecar_set(made, Sidecar ? 1 : 0);
            Native.cnnviz_model_options_profile_set(made, Profile ? 1 : 0);
            Native.cnnviz_model_options_tune_set(made, Tune ? 1 : 0);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Threads = Native.cnnviz_model_options_threads_get(made);
            MaxMemory = Native.cnnviz_model_options_max_memory_get(made);
            Sidecar = Native.cnnviz_model_options_sidecar_get(made) != 0;
            Profile = Native.cnnviz_model_options_profile_get(made) != 0;
            Tune = Native.cnnviz_model_options_tune_get(made) != 0;
        }
    }
}
