// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>What is seen in place of the picture where it is covered. "Model space" is what the
    /// network reads, after normalization.</summary>
    public enum Fill
    {
        /// <summary>0 in model space: the mean color, where a mean is subtracted</summary>
        Zero = 0,

        /// <summary>the image's own mean, channel by channel</summary>
        Mean = 1,

        /// <summary>pixels of level 127.5 of 255, before normalization</summary>
        Gray = 2,

        /// <summary>pixels of level 0, likewise</summary>
        Black = 3,

        /// <summary>the image blurred by a Gaussian: sigma a third of the window, for RISE of a
        /// cell</summary>
        Blur = 4,

        /// <summary>normal noise with the image's mean and deviation in every channel</summary>
        Noise = 5,

        /// <summary>fill_value, in model space</summary>
        Value = 6,
    }
}
