package org.cnnviz;

/** About the library. */
public final class CnnViz {
  private CnnViz() {}

  /** {@return the library's version} */
  public static String version() {
    return Native.version();
  }
}
