// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>Which values the two ends of the color map stand for; "p" is the percentile of the
    /// options (by linear interpolation).</summary>
    public enum Scaling
    {
        /// <summary>SYMMETRIC where a value is below zero, else MAGNITUDE</summary>
        Auto = 0,

        /// <summary>0 to the p-th percentile; values below 0 as 0</summary>
        Magnitude = 1,

        /// <summary>the minimum to the p-th percentile</summary>
        MinMax = 2,

        /// <summary>-s to s, s the p-th percentile of |v|: zero in the middle</summary>
        Symmetric = 3,
    }
}
