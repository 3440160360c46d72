// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class MapOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public MapOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_map_options())
            {
                Read(made);
            }
        }

        /// <summary>default <c>Auto</c></summary>
        public Scaling Scaling { get; set; }

        /// <summary>default <c>Bilinear</c></summary>
        public Interpolation Interpolation { get; set; }

        /// <summary>overlays: true: opacity grows with distance from zero; default false</summary>
        public bool AlphaByValue { get; set; }

        /// <summary>of the picture in pixels; 0 (default): the map's or the photo's</summary>
        public int Width { get; set; }

        /// <summary>As <c>Width</c>.</summary>
        public int Height { get; set; }

        /// <summary>above 0, to 100; default 99</summary>
        public double Percentile { get; set; }

        /// <summary>low &lt; high: a scale that several pictures share, in place of scaling and
        /// percentile. Both 0 (default): from the values.</summary>
        public double Low { get; set; }

        /// <summary>As <c>Low</c>.</summary>
        public double High { get; set; }

        /// <summary>overlays: opacity of the map, 0 to 1; default 0.5</summary>
        public double Alpha { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_map_options();
            Native.cnnviz_map_options_scaling_set(made, (int)Scaling);
            Native.cnnviz_map_options_interpolation_set(made, (int)Interpolation);
            Native.cnnviz_map_options_alpha_by_value_set(made, AlphaByValue ? 1 : 0);
            Native.cnnviz_map_options_width_set(made, Width);
            Native.cnnviz_map_options_height_set(made, Height);
            Native.cnnviz_map_options_percentile_set(made, Percentile);
            Native.cnnviz_map_options_low_set(made, Low);
            Native.cnnviz_map_options_high_set(made, High);
            Native.cnnviz_map_options_alpha_set(made, Alpha);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Scaling = (Scaling)Native.cnnviz_map_options_scaling_get(made);
            Interpolation = (Interpolation)Native.cnnviz_map_options_interpolation_get(made);
            AlphaByValue = Native.cnnviz_map_options_alpha_by_value_get(made) != 0;
            Width = Native.cnnviz_map_options_width_get(made);
            Height = Native.cnnviz_map_options_height_get(made);
            Percentile = Native.cnnviz_map_options_percentile_get(made);
            Low = Native.cnnviz_map_options_low_get(made);
            High = Native.cnnviz_map_options_high_get(made);
            Alpha = Native.cnnviz_map_options_alpha_get(made);
        }
    }
}
