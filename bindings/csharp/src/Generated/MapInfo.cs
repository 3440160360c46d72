// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>What a map holds, and what a picture of it shows.</summary>
    public sealed class MapInfo
    {
        internal MapInfo(MemoryHandle made)
        {
            Constant = Native.cnnviz_map_info_constant_get(made) != 0;
            Count = Native.cnnviz_map_info_count_get(made);
            NotFinite = Native.cnnviz_map_info_not_finite_get(made);
            Minimum = Native.cnnviz_map_info_minimum_get(made);
            Maximum = Native.cnnviz_map_info_maximum_get(made);
            Low = Native.cnnviz_map_info_low_get(made);
            High = Native.cnnviz_map_info_high_get(made);
        }

        /// <summary>true where all finite values are equal (up to rounding)</summary>
        public bool Constant { get; }

        /// <summary>of values</summary>
        public long Count { get; }

        /// <summary>of them NaN or infinite</summary>
        public long NotFinite { get; }

        /// <summary>of the finite values</summary>
        public double Minimum { get; }

        /// <summary>As <c>Minimum</c>.</summary>
        public double Maximum { get; }

        /// <summary>the values that the ends of the color map stand for</summary>
        public double Low { get; }

        /// <summary>As <c>Low</c>.</summary>
        public double High { get; }
    }
}
