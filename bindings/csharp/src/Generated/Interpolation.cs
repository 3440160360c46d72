// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>How a map is brought to another size, before it is colored.</summary>
    public enum Interpolation
    {
        /// <summary>pixel centers at halves, edges clamped</summary>
        Bilinear = 0,

        /// <summary>every value stays visible</summary>
        Nearest = 1,
    }
}
