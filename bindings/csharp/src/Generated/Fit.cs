// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>How a picture comes to a network that takes one size alone.</summary>
    public enum Fit
    {
        /// <summary>all of it, resized</summary>
        Resize = 0,

        /// <summary>its center, pixel by pixel</summary>
        Crop = 1,
    }
}
