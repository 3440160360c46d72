// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>What is done to every channel of a layer.</summary>
    public enum ChannelMethod
    {
        /// <summary>it is set to zero</summary>
        Ablation = 0,

        /// <summary>its map, laid over the picture, keeps parts of that</summary>
        ScoreCam = 1,
    }
}
