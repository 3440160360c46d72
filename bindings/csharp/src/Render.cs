namespace Cnnviz
{
    /// <summary>Pictures of maps. Color maps are names (null: the default one), options null are the
    /// defaults.</summary>
    public static class Render
    {
        static Render()
        {
            NativeLibrary.Load();
        }

        // C: cnnviz_render_map
        /// <summary>A map in colors (RGB). <c>map</c> is [h, w], or [1, h, w].</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/>, <see cref="NotFoundException"/>
        /// (a color map), <see cref="LimitException"/>, <see cref="OutOfNativeMemoryException"/>;
        /// so too for all functions below.</remarks>
        public static Image Map(Tensor map, string colorMap = null, MapOptions options = null)
        {
            using (var call = new Call())
            {
                return new Image(Native.render_map(TensorHandle.Of(map), colorMap, call.Options(options)));
            }
        }

        // C: cnnviz_render_overlay
        /// <summary>A map in colors laid over a photo, which is brought to the size of the picture;
        /// both show the same part of the scene (<c>Model.View</c> makes that photo). color = alpha
        /// * map + (1 - alpha) * photo in sRGB bytes.</summary>
        public static Image Overlay(Tensor map, Image photo, string colorMap = null, MapOptions options = null)
        {
            using (var call = new Call())
            {
                return new Image(Native.render_overlay(
                    TensorHandle.Of(map), ImageHandle.Of(photo), colorMap, call.Options(options)));
            }
        }

        // C: cnnviz_render_signed
        /// <summary>A signed gradient as a picture in its own colors, zero mid-gray: 1/2 + v / (2
        /// s), s the percentile of |v| over all channels. <c>values</c> is [C, H, W] or [1, C, H,
        /// W] with C = 1 or 3 (or channels last with C = 3); <c>reversed</c> is 1 where the
        /// channels are blue, green, red (<c>Model.ColorOrder</c>), so that the picture is
        /// RGB.</summary>
        public static Image Signed(Tensor values, bool reversed = false, MapOptions options = null)
        {
            using (var call = new Call())
            {
                return new Image(
                    Native.render_signed(TensorHandle.Of(values), reversed ? 1 : 0, call.Options(options)));
            }
        }

        // C: cnnviz_render_measure
        /// <summary>What is in a map (of any shape), and the scale that a picture of it with these
        /// options has: the numbers for a color bar.</summary>
        public static MapInfo Measure(Tensor map, MapOptions options = null)
        {
            using (var call = new Call())
            {
                return new MapInfo(
                    call.Keep(Native.render_measure(TensorHandle.Of(map), call.Options(options))));
            }
        }

        // C: cnnviz_render_grid
        /// <summary>A grid of maps [K, h, w] in colors. <c>order</c> (int64 [n], null: all) lists
        /// the maps to draw, row by row; index numbers are left out where it is given.</summary>
        public static Image Grid(
            Tensor maps, Tensor order = null, string colorMap = null, GridOptions options = null)
        {
            using (var call = new Call())
            {
                return new Image(Native.render_grid(
                    TensorHandle.Of(maps), TensorHandle.Of(order), colorMap, call.Options(options)));
            }
        }

        // C: cnnviz_render_filters
        /// <summary>The tiles of <c>Model.Filters</c>: color tiles as they are, slices and matrices
        /// by <c>colorMap</c> (null: gray for slices, RdBu_r for a matrix). The scales are the
        /// result's: scaling, percentile, low and high of the options do not count.</summary>
        public static Image Filters(Result filters, string colorMap = null, GridOptions options = null)
        {
            using (var call = new Call())
            {
                return new Image(
                    Native.render_filters(ResultHandle.Of(filters), colorMap, call.Options(options)));
            }
        }

        // C: cnnviz_render_color_bar
        /// <summary>A color bar with numbers, from <c>low</c> to <c>high</c>, <c>length</c> pixels
        /// long: lying (numbers below), or <c>standing</c> (1; numbers to the right).</summary>
        public static Image ColorBar(
            double low, double high, string colorMap = null, int length = 256, bool standing = false)
        {
            return new Image(Native.render_color_bar(low, high, colorMap, length, standing ? 1 : 0));
        }
    }
}
