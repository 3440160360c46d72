// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class PlotOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public PlotOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_plot_options())
            {
                Read(made);
            }
        }

        /// <summary>of the plot, in pixels, 64 to 8192; default 1000</summary>
        public int Side { get; set; }

        /// <summary>side of a picture in a mosaic or a page, 8 to 256; default 48</summary>
        public int Thumbnail { get; set; }

        /// <summary>whether classes are named beside the plot: default true</summary>
        public bool Legend { get; set; }

        /// <summary>of a point, in pixels, at most 100; 0 (default): by their number</summary>
        public double Radius { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_plot_options();
            Native.cnnviz_plot_options_side_set(made, Side);
            Native.cnnviz_plot_options_thumbnail_set(made, Thumbnail);
            Native.cnnviz_plot_options_legend_set(made, Legend ? 1 : 0);
            Native.cnnviz_plot_options_radius_set(made, Radius);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Side = Native.cnnviz_plot_options_side_get(made);
            Thumbnail = Native.cnnviz_plot_options_thumbnail_get(made);
            Legend = Native.cnnviz_plot_options_legend_get(made) != 0;
            Radius = Native.cnnviz_plot_options_radius_get(made);
        }
    }
}
