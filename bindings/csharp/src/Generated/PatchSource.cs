// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>What patches are cut from.</summary>
    public enum PatchSource
    {
        /// <summary>what the network reads: resized and cropped</summary>
        View = 0,

        /// <summary>the original picture, at its full resolution</summary>
        Photo = 1,
    }
}
