// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class OcclusionOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public OcclusionOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_occlusion_options())
            {
                Read(made);
            }
        }

        /// <summary>default <c>Zero</c></summary>
        public Fill Fill { get; set; }

        /// <summary>default <c>Clip</c></summary>
        public Edge Edge { get; set; }

        /// <summary>of the occluder, in pixels of the network's input; 0 (default): a seventh of
        /// the region's height</summary>
        public int WindowHeight { get; set; }

        /// <summary>As <c>WindowHeight</c>.</summary>
        public int WindowWidth { get; set; }

        /// <summary>between positions: 1 to the window's height; 0 (default): half of it</summary>
        public int StrideY { get; set; }

        /// <summary>As <c>StrideY</c>.</summary>
        public int StrideX { get; set; }

        /// <summary>the part of the picture that is examined: its first row,</summary>
        public int RegionY { get; set; }

        /// <summary>its first column,</summary>
        public int RegionX { get; set; }

        /// <summary>and its size; all 0 (default): the whole picture</summary>
        public int RegionHeight { get; set; }

        /// <summary>As <c>RegionHeight</c>.</summary>
        public int RegionWidth { get; set; }

        /// <summary>whether the best class at every position is noted: default true</summary>
        public bool Classes { get; set; }

        /// <summary>true: whole forward passes, to check against; false (default): only what an
        /// occluder changes is computed again, which gives the same scores</summary>
        public bool Full { get; set; }

        /// <summary>true: approximates (see below); default false</summary>
        public bool Adaptive { get; set; }

        /// <summary>true: cancelled, it returns what is done; default false</summary>
        public bool KeepPartial { get; set; }

        /// <summary>positions computed at once; 0 (default): as is fastest</summary>
        public int Batch { get; set; }

        /// <summary>of <see cref="Cnnviz.Fill.Value"/>; default 0</summary>
        public double FillValue { get; set; }

        /// <summary>sigma in pixels by which the occluder's edges are smoothed; default 0</summary>
        public double Softness { get; set; }

        /// <summary>of <see cref="Cnnviz.Fill.Noise"/>; default 0</summary>
        public long Seed { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_occlusion_options();
            Native.cnnviz_occlusion_options_fill_set(made, (int)Fill);
            Native.cnnviz_occlusion_options_edge_set(made, (int)Edge);
            Native.cnnviz_occlusion_options_window_height_set(made, WindowHeight);
            Native.cnnviz_occlusion_options_window_width_set(made, WindowWidth);
            Native.cnnviz_occlusion_options_stride_y_set(made, StrideY);
            Native.cnnviz_occlusion_options_stride_x_set(made, StrideX);
            Native.cnnviz_occlusion_options_region_y_set(made, RegionY);
            Native.cnnviz_occlusion_options_region_x_set(made, RegionX);
            Native.cnnviz_occlusion_options_region_height_set(made, RegionHeight);
            Native.cnnviz_occlusion_options_region_width_set(made, RegionWidth);
            Native.cnnviz_occlusion_options_classes_set(made, Classes ? 1 : 0);
            Native.cnnviz_occlusion_options_full_set(made, Full ? 1 : 0);
            Native.cnnviz_occlusion_options_adaptive_set(made, Adaptive ? 1 : 0);
            Native.cnnviz_occlusion_options_keep_partial_set(made, KeepPartial ? 1 : 0);
            Native.cnnviz_occlusion_options_batch_set(made, Batch);
            Native.cnnviz_occlusion_options_fill_value_set(made, FillValue);
            Native.cnnviz_occlusion_options_softness_set(made, Softness);
            Native.cnnviz_occlusion_options_seed_set(made, Seed);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Fill = (Fill)Native.cnnviz_occlusion_options_fill_get(made);
            Edge = (Edge)Native.cnnviz_occlusion_options_edge_get(made);
            WindowHeight = Native.cnnviz_occlusion_options_window_height_get(made);
            WindowWidth = Native.cnnviz_occlusion_options_window_width_get(made);
            StrideY = Native.cnnviz_occlusion_options_stride_y_get(made);
            StrideX = Native.cnnviz_occlusion_options_stride_x_get(made);
            RegionY = Native.cnnviz_occlusion_options_region_y_get(made);
            RegionX = Native.cnnviz_occlusion_options_region_x_get(made);
            RegionHeight = Native.cnnviz_occlusion_options_region_height_get(made);
            RegionWidth = Native.cnnviz_occlusion_options_region_width_get(made);
            Classes = Native.cnnviz_occlusion_options_classes_get(made) != 0;
            Full = Native.cnnviz_occlusion_options_full_get(made) != 0;
            Adaptive = Native.cnnviz_occlusion_options_adaptive_get(made) != 0;
            KeepPartial = Native.cnnviz_occlusion_options_keep_partial_get(made) != 0;
            Batch = Native.cnnviz_occlusion_options_batch_get(made);
            FillValue = Native.cnnviz_occlusion_options_fill_value_get(made);
            Softness = Native.cnnviz_occlusion_options_softness_get(made);
            Seed = Native.cnnviz_occlusion_options_seed_get(made);
        }
    }
}
