// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>What the channels of the network's picture input mean.</summary>
    public enum ColorOrder
    {
        /// <summary>no picture: only tensors can be fed</summary>
        Other = 0,

        Rgb = 1,

        Bgr = 2,

        Gray = 3,
    }
}
