// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class FigureOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public FigureOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_figure_options())
            {
                Read(made);
            }
        }

        /// <summary>Pictures are scaled to fit this many pixels, their proportions kept; 0
        /// (default): no limit.</summary>
        public int CellWidth { get; set; }

        /// <summary>As <c>CellWidth</c>.</summary>
        public int CellHeight { get; set; }

        /// <summary>Where no cell size is given, narrower pictures are magnified by a whole factor,
        /// so that their captions find room: 1 to 4096, default 128.</summary>
        public int SmallestWidth { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_figure_options();
            Native.cnnviz_figure_options_cell_width_set(made, CellWidth);
            Native.cnnviz_figure_options_cell_height_set(made, CellHeight);
            Native.cnnviz_figure_options_smallest_width_set(made, SmallestWidth);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            CellWidth = Native.cnnviz_figure_options_cell_width_get(made);
            CellHeight = Native.cnnviz_figure_options_cell_height_get(made);
            SmallestWidth = Native.cnnviz_figure_options_smallest_width_get(made);
        }
    }
}
