// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>Which operators are rectifiers, that is, follow the rule; all others pass the plain
    /// gradient.</summary>
    public enum Rectifiers
    {
        /// <summary>Relu alone</summary>
        Relu = 0,

        /// <summary>Relu, and Clip whose minimum is 0 (ReLU6)</summary>
        ReluLike = 1,

        /// <summary>also LeakyRelu, PRelu, Elu, Selu, HardSwish, Softplus and the like: deconvnet
        /// max(R, 0), guided max(R, 0) * max(f'(x), 0)</summary>
        Extended = 2,
    }
}
