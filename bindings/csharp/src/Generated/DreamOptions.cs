// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class DreamOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public DreamOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_dream_options())
            {
                Read(made);
            }
        }

        /// <summary>sizes of the picture, 1 to 64; 0 (default): as many as leave the smallest one's
        /// shorter side at half of the network's own or more</summary>
        public int Octaves { get; set; }

        /// <summary>in each octave, 0 to 100000; default 10</summary>
        public int Steps { get; set; }

        /// <summary>largest random offset along both axes, in pixels, 0 to 4096; default
        /// 32</summary>
        public int Jitter { get; set; }

        /// <summary>longest side of a tile in pixels; 0 (default): at most 1024, less where memory
        /// is short</summary>
        public int Tile { get; set; }

        /// <summary>MiB of workspace that a tile may take where <c>Tile</c> is 0; 0 (default):
        /// 1024</summary>
        public int TileMemory { get; set; }

        /// <summary>of a tile beyond what it is answerable for, on every side, 0 to 4096; -1
        /// (default): what the target's units see, up to an eighth of the tile</summary>
        public int Overlap { get; set; }

        /// <summary>of the noise that a dream without a picture begins with; 0 (default):
        /// the</summary>
        public int Height { get; set; }

        /// <summary>network's own size</summary>
        public int Width { get; set; }

        /// <summary>true: cancelled or not finite, it returns what there is; default
        /// false</summary>
        public bool KeepPartial { get; set; }

        /// <summary>of the sides of an octave to those of the next smaller one, 1.1 to 8; default
        /// 1.4</summary>
        public double OctaveScale { get; set; }

        /// <summary>mean change of a level (0 to 255) in a step; default 1.5. Below 0: away from
        /// what the layers see</summary>
        public double Step { get; set; }

        /// <summary>the picture is enlarged by this about its center first, and keeps its size: for
        /// the frames of a film; 1 (default) to 4</summary>
        public double Zoom { get; set; }

        /// <summary>of offsets, tiles and noise; default 0</summary>
        public long Seed { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_dream_options();
            Native.cnnviz_dream_options_octaves_set(made, Octaves);
            Native.cnnviz_dream_options_steps_set(made, Steps);
            Native.cnnviz_dream_options_jitter_set(made, Jitter);
            Native.cnnviz_dream_options_tile_set(made, Tile);
            Native.cnnviz_dream_options_tile_memory_set(made, TileMemory);
            Native.cnnviz_dream_options_overlap_set(made, Overlap);
            Native.cnnviz_dream_options_height_set(made, Height);
            Native.cnnviz_dream_options_width_set(made, Width);
            Native.cnnviz_dream_options_keep_partial_set(made, KeepPartial ? 1 : 0);
            Native.cnnviz_dream_options_octave_scale_set(made, OctaveScale);
            Native.cnnviz_dream_options_step_set(made, Step);
            Native.cnnviz_dream_options_zoom_set(made, Zoom);
            Native.cnnviz_dream_options_seed_set(made, Seed);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Octaves = Native.cnnviz_dream_options_octaves_get(made);
            Steps = Native.cnnviz_dream_options_steps_get(made);
            Jitter = Native.cnnviz_dream_options_jitter_get(made);
            Tile = Native.cnnviz_dream_options_tile_get(made);
            TileMemory = Native.cnnviz_dream_options_tile_memory_get(made);
            Overlap = Native.cnnviz_dream_options_overlap_get(made);
            Height = Native.cnnviz_dream_options_height_get(made);
            Width = Native.cnnviz_dream_options_width_get(made);
            KeepPartial = Native.cnnviz_dream_options_keep_partial_get(made) != 0;
            OctaveScale = Native.cnnviz_dream_options_octave_scale_get(made);
            Step = Native.cnnviz_dream_options_step_get(made);
            Zoom = Native.cnnviz_dream_options_zoom_get(made);
            Seed = Native.cnnviz_dream_options_seed_get(made);
        }
    }
}
