// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>How the channels of a signed gradient w become one map.</summary>
    public enum Reduction
    {
        /// <summary>max |w|, as Simonyan et al.</summary>
        MaxAbs = 0,

        /// <summary>sum |w|</summary>
        SumAbs = 1,

        /// <summary>sqrt(sum w^2)</summary>
        L2 = 2,

        /// <summary>sum w, signed</summary>
        Sum = 3,
    }
}
