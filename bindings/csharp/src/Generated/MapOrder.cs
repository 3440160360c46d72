// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>In which order the maps of a layer are listed; ties by channel.</summary>
    public enum MapOrder
    {
        /// <summary>by channel number</summary>
        Channel = 0,

        /// <summary>the largest maximum first</summary>
        Maximum = 1,

        /// <summary>the largest mean first</summary>
        Mean = 2,
    }
}
