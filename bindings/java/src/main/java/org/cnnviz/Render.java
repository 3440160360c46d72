package org.cnnviz;

/** Pictures of maps. Color maps are names (null: the default one), options null are the defaults. */
public final class Render {
  private Render() {}

  // C: cnnviz_render_map
  /**
   * A map in colors (RGB). <code>map</code> is [h, w], or [1, h, w].
   * <p>Errors: {@link InvalidArgumentException}, {@link NotFoundException} (a color map), {@link
   * LimitException}, {@link OutOfMemoryException}; so too for all functions below.
   */
  public static Image map(Tensor map, String colorMap, MapOptions options) {
    try (Call call = new Call()) {
      return new Image(Native.render_map(call.use(map), colorMap, call.use(options)));
    }
  }

  /**
   * The same with the defaults.
   *
   * @param map of rank 2
   * @return its picture
   */
  public static Image map(Tensor map) {
    return map(map, null, null);
  }

  // C: cnnviz_render_overlay
  /**
   * A map in colors laid over a photo, which is brought to the size of the picture; both show the
   * same part of the scene ({@code Model.view} makes that photo). color = alpha * map + (1 - alpha)
   * * photo in sRGB bytes.
   */
  public static Image overlay(Tensor map, Image photo, String colorMap, MapOptions options) {
    try (Call call = new Call()) {
      return new Image(
          Native.render_overlay(call.use(map), call.use(photo), colorMap, call.use(options)));
    }
  }

  /**
   * The same with the defaults.
   *
   * @param map of rank 2
   * @param photo below it
   * @return the picture
   */
  public static Image overlay(Tensor map, Image photo) {
    return overlay(map, photo, null, null);
  }

  // C: cnnviz_render_signed
  /**
   * A signed gradient as a picture in its own colors, zero mid-gray: 1/2 + v / (2 s), s the
   * percentile of |v| over all channels. <code>values</code> is [C, H, W] or [1, C, H, W] with C =
   * 1 or 3 (or channels last with C = 3); <code>reversed</code> is 1 where the channels are blue,
   * green, red ({@code Model.colorOrder}), so that the picture is RGB.
   */
  public static Image signed(Tensor values, boolean reversed, MapOptions options) {
    try (Call call = new Call()) {
      return new Image(
          Native.render_signed(call.use(values), reversed ? 1 : 0, call.use(options)));
    }
  }

  // C: cnnviz_render_measure
  /**
   * What is in a map (of any shape), and the scale that a picture of it with these options has: the
   * numbers for a color bar.
   */
  public static MapInfo measure(Tensor map, MapOptions options) {
    try (Call call = new Call()) {
      return MapInfo.take(Native.render_measure(call.use(map), call.use(options)));
    }
  }

  // C: cnnviz_render_grid
  /**
   * A grid of maps [K, h, w] in colors. <code>order</code> (int64 [n], NULL: all) lists the maps to
   * draw, row by row; index numbers are left out where it is given.
   */
  public static Image grid(Tensor maps, Tensor order, String colorMap, GridOptions options) {
    try (Call call = new Call()) {
      return new Image(
          Native.render_grid(call.use(maps), call.use(order), colorMap, call.use(options)));
    }
  }

  // C: cnnviz_render_filters
  /**
   * The tiles of {@code Model.filters}: color tiles as they are, slices and matrices by
   * <code>color_map</code> (NULL: gray for slices, RdBu_r for a matrix). The scales are the
   * result's: scaling, percentile, low and high of the options do not count.
   */
  public static Image filters(Result filters, String colorMap, GridOptions options) {
    try (Call call = new Call()) {
      return new Image(Native.render_filters(call.use(filters), colorMap, call.use(options)));
    }
  }

  // C: cnnviz_render_color_bar
  /**
   * A color bar with numbers, from <code>low</code> to <code>high</code>, <code>length</code>
   * pixels long: lying (numbers below), or <code>standing</code> (1; numbers to the right).
   */
  public static Image colorBar(
      double low, double high, String colorMap, int length, boolean standing) {
    return new Image(Native.render_color_bar(low, high, colorMap, length, standing ? 1 : 0));
  }
}
