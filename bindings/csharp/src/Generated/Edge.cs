// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>Where the last window of a row (of n pixels, window w, stride s) is.</summary>
    public enum Edge
    {
        /// <summary>ceil((n - w) / s) + 1 windows, the last cut off by the border</summary>
        Clip = 0,

        /// <summary>floor((n - w) / s) + 1, and one more at the border where pixels are left
        /// over</summary>
        Inside = 1,
    }
}
