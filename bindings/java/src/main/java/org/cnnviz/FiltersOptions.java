// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.util.Objects;

/** Options; what is not set has the library's default. */
public final class FiltersOptions extends Options {
  private FilterScale scale;
  private boolean color;
  private long firstFilter;
  private long filterCount;
  private long firstSlice;
  private long sliceCount;
  private long most;

  /** Begins with the library's defaults. */
  public FiltersOptions() {
    long made = Native.new_cnnviz_filters_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** default SYMMETRIC */
  public FiltersOptions scale(FilterScale scale) {
    this.scale = Objects.requireNonNull(scale, "scale");
    return this;
  }

  /** {@return what is set} */
  public FilterScale scale() {
    return scale;
  }

  /** whether filters over three channels become color tiles: default true */
  public FiltersOptions color(boolean color) {
    this.color = color;
    return this;
  }

  /** {@return what is set} */
  public boolean color() {
    return color;
  }

  /** the first output channel shown; default 0 */
  public FiltersOptions firstFilter(long firstFilter) {
    this.firstFilter = firstFilter;
    return this;
  }

  /** {@return what is set} */
  public long firstFilter() {
    return firstFilter;
  }

  /** output channels shown; 0 (default): as many as there are, at most <code>most</code> */
  public FiltersOptions filterCount(long filterCount) {
    this.filterCount = filterCount;
    return this;
  }

  /** {@return what is set} */
  public long filterCount() {
    return filterCount;
  }

  /** of input channels, where there are no color tiles; default 0 */
  public FiltersOptions firstSlice(long firstSlice) {
    this.firstSlice = firstSlice;
    return this;
  }

  /** {@return what is set} */
  public long firstSlice() {
    return firstSlice;
  }

  /** input channels shown; 0 (default): likewise */
  public FiltersOptions sliceCount(long sliceCount) {
    this.sliceCount = sliceCount;
    return this;
  }

  /** {@return what is set} */
  public long sliceCount() {
    return sliceCount;
  }

  /** rows and columns of slices at most, unless counts are given; default 64 */
  public FiltersOptions most(long most) {
    this.most = most;
    return this;
  }

  /** {@return what is set} */
  public long most() {
    return most;
  }

  private void read(long made) {
    scale = FilterScale.of(Native.cnnviz_filters_options_scale_get(made));
    color = Native.cnnviz_filters_options_color_get(made) != 0;
    firstFilter = Native.cnnviz_filters_options_first_filter_get(made);
    filterCount = Native.cnnviz_filters_options_filter_count_get(made);
    firstSlice = Native.cnnviz_filters_options_first_slice_get(made);
    sliceCount = Native.cnnviz_filters_options_slice_count_get(made);
    most = Native.cnnviz_filters_options_most_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_filters_options();
    Native.cnnviz_filters_options_scale_set(made, scale.number);
    Native.cnnviz_filters_options_color_set(made, color ? 1 : 0);
    Native.cnnviz_filters_options_first_filter_set(made, firstFilter);
    Native.cnnviz_filters_options_filter_count_set(made, filterCount);
    Native.cnnviz_filters_options_first_slice_set(made, firstSlice);
    Native.cnnviz_filters_options_slice_count_set(made, sliceCount);
    Native.cnnviz_filters_options_most_set(made, most);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_filters_options(made);
  }
}
