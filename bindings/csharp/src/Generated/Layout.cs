// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>How the axes of a layer's tensor are read as maps.</summary>
    public enum Layout
    {
        /// <summary>as found by following the axes of convolutions through the network: vision
        /// transformers and channels-last maps are recognized; a tensor of four axes of which
        /// nothing is known is read channels first</summary>
        Auto = 0,

        /// <summary>[N, K, h, w]</summary>
        ChannelsFirst = 1,

        /// <summary>[N, h, w, K]</summary>
        ChannelsLast = 2,

        /// <summary>[N, T, K]: the cells of a grid row by row, T = leading_tokens + token_rows *
        /// token_columns</summary>
        Tokens = 3,
    }
}
