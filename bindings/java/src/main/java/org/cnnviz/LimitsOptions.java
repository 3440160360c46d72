// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/**
 * Pictures, models, arrays and collections that ask for more fail with LIMIT before anything of
 * that size is allocated; the message names what was asked for, the limit and the field below. The
 * defaults let through every photo that a camera makes. Of each field 0 is the default, -1 no
 * limit; other numbers are above 0.
 */
public final class LimitsOptions extends Options {
  private int maxSide;
  private long maxPixels;
  private long maxDecodedBytes;
  private int maxJpegScans;
  private int maxPngChunks;
  private long maxModelBytes;
  private long maxNodes;
  private long maxTensorBytes;
  private long maxMemory;
  private long maxSeconds;

  /** Begins with the library's defaults. */
  public LimitsOptions() {
    long made = Native.new_cnnviz_limits_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** pixels of the longer side of a picture; default 65500 */
  public LimitsOptions maxSide(int maxSide) {
    this.maxSide = maxSide;
    return this;
  }

  /** {@return what is set} */
  public int maxSide() {
    return maxSide;
  }

  /** of a picture; default 500000000 */
  public LimitsOptions maxPixels(long maxPixels) {
    this.maxPixels = maxPixels;
    return this;
  }

  /** {@return what is set} */
  public long maxPixels() {
    return maxPixels;
  }

  /**
   * of a picture while it is decoded: its pixels, of a JPEG of several scans also two bytes for
   * each coefficient; default 4 GiB
   */
  public LimitsOptions maxDecodedBytes(long maxDecodedBytes) {
    this.maxDecodedBytes = maxDecodedBytes;
    return this;
  }

  /** {@return what is set} */
  public long maxDecodedBytes() {
    return maxDecodedBytes;
  }

  /** default 100 */
  public LimitsOptions maxJpegScans(int maxJpegScans) {
    this.maxJpegScans = maxJpegScans;
    return this;
  }

  /** {@return what is set} */
  public int maxJpegScans() {
    return maxJpegScans;
  }

  /** beside those of pixels and frames; default 1000 */
  public LimitsOptions maxPngChunks(int maxPngChunks) {
    this.maxPngChunks = maxPngChunks;
    return this;
  }

  /** {@return what is set} */
  public int maxPngChunks() {
    return maxPngChunks;
  }

  /** of an ONNX file and the external data it names; default 16 GiB */
  public LimitsOptions maxModelBytes(long maxModelBytes) {
    this.maxModelBytes = maxModelBytes;
    return this;
  }

  /** {@return what is set} */
  public long maxModelBytes() {
    return maxModelBytes;
  }

  /** of a network; default 1000000 */
  public LimitsOptions maxNodes(long maxNodes) {
    this.maxNodes = maxNodes;
    return this;
  }

  /** {@return what is set} */
  public long maxNodes() {
    return maxNodes;
  }

  /** of one tensor of a network, an array, a value in a collection; default 8 GiB */
  public LimitsOptions maxTensorBytes(long maxTensorBytes) {
    this.maxTensorBytes = maxTensorBytes;
    return this;
  }

  /** {@return what is set} */
  public long maxTensorBytes() {
    return maxTensorBytes;
  }

  /**
   * of each model opened from now on whose own max_memory (model.h) is 0: packed weights,
   * workspaces; default no limit
   */
  public LimitsOptions maxMemory(long maxMemory) {
    this.maxMemory = maxMemory;
    return this;
  }

  /** {@return what is set} */
  public long maxMemory() {
    return maxMemory;
  }

  /**
   * that one call may take: it stops after at most one operator's run or one row of a picture;
   * default no limit
   */
  public LimitsOptions maxSeconds(long maxSeconds) {
    this.maxSeconds = maxSeconds;
    return this;
  }

  /** {@return what is set} */
  public long maxSeconds() {
    return maxSeconds;
  }

  private void read(long made) {
    maxSide = Native.cnnviz_limits_options_max_side_get(made);
    maxPixels = Native.cnnviz_limits_options_max_pixels_get(made);
    maxDecodedBytes = Native.cnnviz_limits_options_max_decoded_bytes_get(made);
    maxJpegScans = Native.cnnviz_limits_options_max_jpeg_scans_get(made);
    maxPngChunks = Native.cnnviz_limits_options_max_png_chunks_get(made);
    maxModelBytes = Native.cnnviz_limits_options_max_model_bytes_get(made);
    maxNodes = Native.cnnviz_limits_options_max_nodes_get(made);
    maxTensorBytes = Native.cnnviz_limits_options_max_tensor_bytes_get(made);
    maxMemory = Native.cnnviz_limits_options_max_memory_get(made);
    maxSeconds = Native.cnnviz_limits_options_max_seconds_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_limits_options();
    Native.cnnviz_limits_options_max_side_set(made, maxSide);
    Native.cnnviz_limits_options_max_pixels_set(made, maxPixels);
    Native.cnnviz_limits_options_max_decoded_bytes_set(made, maxDecodedBytes);
    Native.cnnviz_limits_options_max_jpeg_scans_set(made, maxJpegScans);
    Native.cnnviz_limits_options_max_png_chunks_set(made, maxPngChunks);
    Native.cnnviz_limits_options_max_model_bytes_set(made, maxModelBytes);
    Native.cnnviz_limits_options_max_nodes_set(made, maxNodes);
    Native.cnnviz_limits_options_max_tensor_bytes_set(made, maxTensorBytes);
    Native.cnnviz_limits_options_max_memory_set(made, maxMemory);
    Native.cnnviz_limits_options_max_seconds_set(made, maxSeconds);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_limits_options(made);
  }
}
