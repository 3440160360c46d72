// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    public enum ResultKind
    {
        Tensor = 1,

        Image = 2,
    }
}
