// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    public enum Metric
    {
        /// <summary>|a - b|</summary>
        Euclidean = 0,

        /// <summary>1 - a b / (|a| |b|); rows of zeros are at distance 1 from all</summary>
        Cosine = 1,
    }
}
