// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>How the signal R that arrives at the output of a rectifier goes on to its input
    /// x.</summary>
    public enum Rule
    {
        /// <summary>R [x &gt; 0]: Simonyan, Vedaldi, Zisserman 2013</summary>
        Gradient = 0,

        /// <summary>max(R, 0): Zeiler &amp; Fergus 2014</summary>
        Deconvnet = 1,

        /// <summary>max(R, 0) [x &gt; 0]: Springenberg et al. 2014</summary>
        Guided = 2,

        /// <summary>all three, one after another, after one forward pass</summary>
        All = 3,
    }
}
