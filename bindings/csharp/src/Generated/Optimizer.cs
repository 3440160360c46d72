// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>How parameters x follow the gradient g, with step size s.</summary>
    public enum Optimizer
    {
        /// <summary>x + s g</summary>
        Ascent = 0,

        /// <summary>x + min(max_step, s / |g|^2) g (Yosinski et al. 2015)</summary>
        Progress = 1,

        /// <summary>x + s g / mean |g| (Mordvintsev et al. 2015)</summary>
        Normalized = 2,

        /// <summary>Kingma &amp; Ba 2015</summary>
        Adam = 3,

        /// <summary>Dozat 2016</summary>
        Nadam = 4,
    }
}
