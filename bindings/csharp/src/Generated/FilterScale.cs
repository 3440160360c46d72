// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>How weights w become display values t in 0..1.</summary>
    public enum FilterScale
    {
        /// <summary>1/2 + w / (2 max|w|), max over each filter</summary>
        Symmetric = 0,

        /// <summary>(w - min) / (max - min) over each filter</summary>
        MinMax = 1,

        /// <summary>as SYMMETRIC over all: keeps relative energy</summary>
        SharedSymmetric = 2,

        /// <summary>as MIN_MAX over all</summary>
        SharedMinMax = 3,
    }
}
