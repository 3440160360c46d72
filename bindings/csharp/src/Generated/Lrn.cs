// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>How local response normalization passes the signal.</summary>
    public enum Lrn
    {
        /// <summary>unchanged under deconvnet, as Zeiler &amp; Fergus did; by its gradient
        /// else</summary>
        Auto = 0,

        /// <summary>by its gradient</summary>
        Gradient = 1,

        /// <summary>unchanged</summary>
        Identity = 2,
    }
}
