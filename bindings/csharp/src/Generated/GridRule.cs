// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>Where a map's points go on a grid.</summary>
    public enum GridRule
    {
        /// <summary>each cell takes the nearest point that is left</summary>
        Nearest = 0,

        /// <summary>least sum of squared distances; up to 4096 points or cells</summary>
        Optimal = 1,
    }
}
