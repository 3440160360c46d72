package org.cnnviz;

/** The library as a whole: its version, its limits. */
public final class CnnViz {
  private CnnViz() {}

  /** {@return the library's version} */
  public static String version() {
    return Native.version();
  }

  // C: cnnviz_limits_set
  /**
   * Sets the limits of this process, for all calls that begin from now on; NULL: the defaults.
   * Meant to be called once, before files are read.
   * <p>Errors: {@link InvalidArgumentException} (a number below -1; nothing is set).
   */
  public static void setLimits(LimitsOptions options) {
    try (Call call = new Call()) {
      Native.limits_set(call.use(options));
    }
  }
}
