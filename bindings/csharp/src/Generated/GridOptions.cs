// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class GridOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public GridOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_grid_options())
            {
                Read(made);
            }
        }

        /// <summary>default <c>Auto</c></summary>
        public Scaling Scaling { get; set; }

        /// <summary>true: a scale for each map; false (default): one for all, so they
        /// compare</summary>
        public bool Each { get; set; }

        /// <summary>0 (default): so that the grid is about square</summary>
        public int Columns { get; set; }

        /// <summary>side of a value in pixels, to 64; 0 (default): about 760 in all</summary>
        public int Magnify { get; set; }

        /// <summary>pixels between maps, 0 to 64; default 1</summary>
        public int Padding { get; set; }

        /// <summary>whether index numbers stand above and left: default true</summary>
        public bool Numbers { get; set; }

        /// <summary>above 0, to 100; default 100</summary>
        public double Percentile { get; set; }

        /// <summary>as in <c>Map.Options</c></summary>
        public double Low { get; set; }

        /// <summary>As <c>Low</c>.</summary>
        public double High { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_grid_options();
            Native.cnnviz_grid_options_scaling_set(made, (int)Scaling);
            Native.cnnviz_grid_options_each_set(made, Each ? 1 : 0);
            Native.cnnviz_grid_options_columns_set(made, Columns);
            Native.cnnviz_grid_options_magnify_set(made, Magnify);
            Native.cnnviz_grid_options_padding_set(made, Padding);
            Native.cnnviz_grid_options_numbers_set(made, Numbers ? 1 : 0);
            Native.cnnviz_grid_options_percentile_set(made, Percentile);
            Native.cnnviz_grid_options_low_set(made, Low);
            Native.cnnviz_grid_options_high_set(made, High);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Scaling = (Scaling)Native.cnnviz_grid_options_scaling_get(made);
            Each = Native.cnnviz_grid_options_each_get(made) != 0;
            Columns = Native.cnnviz_grid_options_columns_get(made);
            Magnify = Native.cnnviz_grid_options_magnify_get(made);
            Padding = Native.cnnviz_grid_options_padding_get(made);
            Numbers = Native.cnnviz_grid_options_numbers_get(made) != 0;
            Percentile = Native.cnnviz_grid_options_percentile_get(made);
            Low = Native.cnnviz_grid_options_low_get(made);
            High = Native.cnnviz_grid_options_high_get(made);
        }
    }
}
