// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>What is optimized, and how pictures come of it.</summary>
    public enum Parameters
    {
        /// <summary>the pixels</summary>
        Pixels = 0,

        /// <summary>spectra in decorrelated colors (Olah, Mordvintsev, Schubert 2017)</summary>
        Fourier = 1,

        /// <summary>phases of spectra of fixed magnitude (MaCo, Fel et al. 2023)</summary>
        Phase = 2,
    }
}
