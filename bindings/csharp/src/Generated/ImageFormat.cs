// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    public enum ImageFormat
    {
        Png = 1,

        /// <summary>quality 92, no chroma subsampling; alpha is dropped</summary>
        Jpeg = 2,
    }
}
