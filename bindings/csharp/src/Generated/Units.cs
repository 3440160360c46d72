// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>The numbers of pixels of the range FREE or CLIP, on which steps and regularizers
    /// act; all others are UNIT.</summary>
    public enum Units
    {
        /// <summary>as the network reads them</summary>
        Model = 0,

        /// <summary>0 to 255, the mean color subtracted</summary>
        Levels = 1,

        /// <summary>0 to 1</summary>
        Unit = 2,
    }
}
