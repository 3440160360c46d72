// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    public enum Dtype
    {
        Float32 = 1,

        Int64 = 2,
    }
}
