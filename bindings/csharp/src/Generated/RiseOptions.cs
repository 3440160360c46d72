// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Options; what is not set has the library's default.</summary>
    public sealed class RiseOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public RiseOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_rise_options())
            {
                Read(made);
            }
        }

        /// <summary>default <c>Zero</c></summary>
        public Fill Fill { get; set; }

        /// <summary>1 to 10000000; default 4000</summary>
        public int Masks { get; set; }

        /// <summary>of a mask, along each side; default 7</summary>
        public int Cells { get; set; }

        /// <summary>as above</summary>
        public bool KeepPartial { get; set; }

        /// <summary>masks computed at once; 0 (default): as is fastest</summary>
        public int Batch { get; set; }

        /// <summary>that a cell is kept: between 0 and 1; default 0.5</summary>
        public double Probability { get; set; }

        /// <summary>of <see cref="Cnnviz.Fill.Value"/>; default 0</summary>
        public double FillValue { get; set; }

        /// <summary>of the masks; default 0</summary>
        public long Seed { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_rise_options();
            Native.cnnviz_rise_options_fill_set(made, (int)Fill);
            Native.cnnviz_rise_options_masks_set(made, Masks);
            Native.cnnviz_rise_options_cells_set(made, Cells);
            Native.cnnviz_rise_options_keep_partial_set(made, KeepPartial ? 1 : 0);
            Native.cnnviz_rise_options_batch_set(made, Batch);
            Native.cnnviz_rise_options_probability_set(made, Probability);
            Native.cnnviz_rise_options_fill_value_set(made, FillValue);
            Native.cnnviz_rise_options_seed_set(made, Seed);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Fill = (Fill)Native.cnnviz_rise_options_fill_get(made);
            Masks = Native.cnnviz_rise_options_masks_get(made);
            Cells = Native.cnnviz_rise_options_cells_get(made);
            KeepPartial = Native.cnnviz_rise_options_keep_partial_get(made) != 0;
            Batch = Native.cnnviz_rise_options_batch_get(made);
            Probability = Native.cnnviz_rise_options_probability_get(made);
            FillValue = Native.cnnviz_rise_options_fill_value_get(made);
            Seed = Native.cnnviz_rise_options_seed_get(made);
        }
    }
}
