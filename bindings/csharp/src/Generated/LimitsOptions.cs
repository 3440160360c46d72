// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Pictures, models, arrays and collections that ask for more fail with LIMIT before
    /// anything of that size is allocated; the message names what was asked for, the limit and the
    /// field below. The defaults let through every photo that a camera makes. Of each field 0 is
    /// the default, -1 no limit; other numbers are above 0.</summary>
    public sealed class LimitsOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public LimitsOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_limits_options())
            {
                Read(made);
            }
        }

        /// <summary>pixels of the longer side of a picture; default 65500</summary>
        public int MaxSide { get; set; }

        /// <summary>of a picture; default 500000000</summary>
        public long MaxPixels { get; set; }

        /// <summary>of a picture while it is decoded: its pixels, of a JPEG of several scans also
        /// two bytes for each coefficient; default 4 GiB</summary>
        public long MaxDecodedBytes { get; set; }

        /// <summary>default 100</summary>
        public int MaxJpegScans { get; set; }

        /// <summary>beside those of pixels and frames; default 1000</summary>
        public int MaxPngChunks { get; set; }

        /// <summary>of an ONNX file and the external data it names; default 16 GiB</summary>
        public long MaxModelBytes { get; set; }

        /// <summary>of a network; default 1000000</summary>
        public long MaxNodes { get; set; }

        /// <summary>of one tensor of a network, an array, a value in a collection; default 8
        /// GiB</summary>
        public long MaxTensorBytes { get; set; }

        /// <summary>of each model opened from now on whose own max_memory (model.h) is 0: packed
        /// weights, workspaces; default no limit</summary>
        public long MaxMemory { get; set; }

        /// <summary>that one call may take: it stops after at most one operator's run or one row of
        /// a picture; default no limit</summary>
        public long MaxSeconds { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_limits_options();
            Native.cnnviz_limits_options_max_side_set(made, MaxSide);
            Native.cnnviz_limits_options_max_pixels_set(made, MaxPixels);
            Native.cnnviz_limits_options_max_decoded_bytes_set(made, MaxDecodedBytes);
            Native.cnnviz_limits_options_max_jpeg_scans_set(made, MaxJpegScans);
            Native.cnnviz_limits_options_max_png_chunks_set(made, MaxPngChunks);
            Native.cnnviz_limits_options_max_model_bytes_set(made, MaxModelBytes);
            Native.cnnviz_limits_options_max_nodes_set(made, MaxNodes);
            Native.cnnviz_limits_options_max_tensor_bytes_set(made, MaxTensorBytes);
            Native.cnnviz_limits_options_max_memory_set(made, MaxMemory);
            Native.cnnviz_limits_options_max_seconds_set(made, MaxSeconds);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            MaxSide = Native.cnnviz_limits_options_max_side_get(made);
            MaxPixels = Native.cnnviz_limits_options_max_pixels_get(made);
            MaxDecodedBytes = Native.cnnviz_limits_options_max_decoded_bytes_get(made);
            MaxJpegScans = Native.cnnviz_limits_options_max_jpeg_scans_get(made);
            MaxPngChunks = Native.cnnviz_limits_options_max_png_chunks_get(made);
            MaxModelBytes = Native.cnnviz_limits_options_max_model_bytes_get(made);
            MaxNodes = Native.cnnviz_limits_options_max_nodes_get(made);
            MaxTensorBytes = Native.cnnviz_limits_options_max_tensor_bytes_get(made);
            MaxMemory = Native.cnnviz_limits_options_max_memory_get(made);
            MaxSeconds = Native.cnnviz_limits_options_max_seconds_get(made);
        }
    }
}
