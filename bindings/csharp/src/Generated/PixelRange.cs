// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    public enum PixelRange
    {
        /// <summary>any number; what cannot be shown is cut off in the final picture</summary>
        Free = 0,

        /// <summary>cut off after every step (pixels alone)</summary>
        Clip = 1,

        /// <summary>1 / (1 + exp(-x)): between black and white (phases: always)</summary>
        Logistic = 2,
    }
}
