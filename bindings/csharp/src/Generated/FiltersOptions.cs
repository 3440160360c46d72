// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class FiltersOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public FiltersOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_filters_options())
            {
                Read(made);
            }
        }

        /// <summary>default <c>Symmetric</c></summary>
        public FilterScale Scale { get; set; }

        /// <summary>whether filters over three channels become color tiles: default true</summary>
        public bool Color { get; set; }

        /// <summary>output channels shown: from this one (default 0),</summary>
        public long FirstFilter { get; set; }

        /// <summary>so many; 0 (default): as many as there are, at most <c>Most</c></summary>
        public long FilterCount { get; set; }

        /// <summary>input channels shown, where there are no color tiles: likewise</summary>
        public long FirstSlice { get; set; }

        /// <summary>As <c>FirstSlice</c>.</summary>
        public long SliceCount { get; set; }

        /// <summary>rows and columns of slices at most, unless counts are given; default
        /// 64</summary>
        public long Most { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_filters_options();
            Native.cnnviz_filters_options_scale_set(made, (int)Scale);
            Native.cnnviz_filters_options_color_set(made, Color ? 1 : 0);
            Native.cnnviz_filters_options_first_filter_set(made, FirstFilter);
            Native.cnnviz_filters_options_filter_count_set(made, FilterCount);
            Native.cnnviz_filters_options_first_slice_set(made, FirstSlice);
            Native.cnnviz_filters_options_slice_count_set(made, SliceCount);
            Native.cnnviz_filters_options_most_set(made, Most);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Scale = (FilterScale)Native.cnnviz_filters_options_scale_get(made);
            Color = Native.cnnviz_filters_options_color_get(made) != 0;
            FirstFilter = Native.cnnviz_filters_options_first_filter_get(made);
            FilterCount = Native.cnnviz_filters_options_filter_count_get(made);
            FirstSlice = Native.cnnviz_filters_options_first_slice_get(made);
            SliceCount = Native.cnnviz_filters_options_slice_count_get(made);
            Most = Native.cnnviz_filters_options_most_get(made);
        }
    }
}
