// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    public enum Start
    {
        /// <summary>the first two principal components, their first deviation 1e-4</summary>
        Principal = 0,

        /// <summary>normal, deviation 1e-4</summary>
        Random = 1,
    }
}
