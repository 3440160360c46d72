// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/**
 * What a map holds, and what a picture of it shows.
 * @param constant true where all finite values are equal (up to rounding)
 * @param count of values
 * @param notFinite of them NaN or infinite
 * @param minimum of the finite values
 * @param maximum likewise
 * @param low the values that the ends of the color map stand for
 * @param high likewise
 */
public record MapInfo(boolean constant, long count, long notFinite, double minimum, double
    maximum, double low, double high) {
  static MapInfo take(long made) {
    try {
      return new MapInfo(
          Native.cnnviz_map_info_constant_get(made) != 0,
          Native.cnnviz_map_info_count_get(made),
          Native.cnnviz_map_info_not_finite_get(made),
          Native.cnnviz_map_info_minimum_get(made),
          Native.cnnviz_map_info_maximum_get(made),
          Native.cnnviz_map_info_low_get(made),
          Native.cnnviz_map_info_high_get(made));
    } finally {
      Native.delete_cnnviz_map_info(made);
    }
  }
}
