// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** Options; what is not set has the library's default. */
public final class DreamOptions extends Options {
  private int octaves;
  private int steps;
  private int jitter;
  private int tile;
  private int tileMemory;
  private int overlap;
  private int height;
  private int width;
  private boolean keepPartial;
  private double octaveScale;
  private double step;
  private double zoom;
  private long seed;

  /** Begins with the library's defaults. */
  public DreamOptions() {
    long made = Native.new_cnnviz_dream_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /**
   * sizes of the picture, 1 to 64; 0 (default): as many as leave the smallest one's shorter side at
   * half of the network's own or more
   */
  public DreamOptions octaves(int octaves) {
    this.octaves = octaves;
    return this;
  }

  /** {@return what is set} */
  public int octaves() {
    return octaves;
  }

  /** in each octave, 0 to 100000; default 10 */
  public DreamOptions steps(int steps) {
    this.steps = steps;
    return this;
  }

  /** {@return what is set} */
  public int steps() {
    return steps;
  }

  /** largest random offset along both axes, in pixels, 0 to 4096; default 32 */
  public DreamOptions jitter(int jitter) {
    this.jitter = jitter;
    return this;
  }

  /** {@return what is set} */
  public int jitter() {
    return jitter;
  }

  /** longest side of a tile in pixels; 0 (default): at most 1024, less where memory is short */
  public DreamOptions tile(int tile) {
    this.tile = tile;
    return this;
  }

  /** {@return what is set} */
  public int tile() {
    return tile;
  }

  /** MiB of workspace that a tile may take where <code>tile</code> is 0; 0 (default): 1024 */
  public DreamOptions tileMemory(int tileMemory) {
    this.tileMemory = tileMemory;
    return this;
  }

  /** {@return what is set} */
  public int tileMemory() {
    return tileMemory;
  }

  /**
   * of a tile beyond what it is answerable for, on every side, 0 to 4096; -1 (default): what the
   * target's units see, up to an eighth of the tile
   */
  public DreamOptions overlap(int overlap) {
    this.overlap = overlap;
    return this;
  }

  /** {@return what is set} */
  public int overlap() {
    return overlap;
  }

  /** of the noise that a dream without a picture begins with; 0 (default): the network's own */
  public DreamOptions height(int height) {
    this.height = height;
    return this;
  }

  /** {@return what is set} */
  public int height() {
    return height;
  }

  /** likewise */
  public DreamOptions width(int width) {
    this.width = width;
    return this;
  }

  /** {@return what is set} */
  public int width() {
    return width;
  }

  /** true: cancelled or not finite, it returns what there is; default false */
  public DreamOptions keepPartial(boolean keepPartial) {
    this.keepPartial = keepPartial;
    return this;
  }

  /** {@return what is set} */
  public boolean keepPartial() {
    return keepPartial;
  }

  /** of the sides of an octave to those of the next smaller one, 1.1 to 8; default 1.4 */
  public DreamOptions octaveScale(double octaveScale) {
    this.octaveScale = octaveScale;
    return this;
  }

  /** {@return what is set} */
  public double octaveScale() {
    return octaveScale;
  }

  /**
   * mean change of a level (0 to 255) in a step; default 1.5. Below 0: away from what the layers
   * see
   */
  public DreamOptions step(double step) {
    this.step = step;
    return this;
  }

  /** {@return what is set} */
  public double step() {
    return step;
  }

  /**
   * the picture is enlarged by this about its center first, and keeps its size: for the frames of a
   * film; 1 (default) to 4
   */
  public DreamOptions zoom(double zoom) {
    this.zoom = zoom;
    return this;
  }

  /** {@return what is set} */
  public double zoom() {
    return zoom;
  }

  /** of offsets, tiles and noise; default 0 */
  public DreamOptions seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** {@return what is set} */
  public long seed() {
    return seed;
  }

  private void read(long made) {
    octaves = Native.cnnviz_dream_options_octaves_get(made);
    steps = Native.cnnviz_dream_options_steps_get(made);
    jitter = Native.cnnviz_dream_options_jitter_get(made);
    tile = Native.cnnviz_dream_options_tile_get(made);
    tileMemory = Native.cnnviz_dream_options_tile_memory_get(made);
    overlap = Native.cnnviz_dream_options_overlap_get(made);
    height = Native.cnnviz_dream_options_height_get(made);
    width = Native.cnnviz_dream_options_width_get(made);
    keepPartial = Native.cnnviz_dream_options_keep_partial_get(made) != 0;
    octaveScale = Native.cnnviz_dream_options_octave_scale_get(made);
    step = Native.cnnviz_dream_options_step_get(made);
    zoom = Native.cnnviz_dream_options_zoom_get(made);
    seed = Native.cnnviz_dream_options_seed_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_dream_options();
    Native.cnnviz_dream_options_octaves_set(made, octaves);
    Native.cnnviz_dream_options_steps_set(made, steps);
    Native.cnnviz_dream_options_jitter_set(made, jitter);
    Native.cnnviz_dream_options_tile_set(made, tile);
    Native.cnnviz_dream_options_tile_memory_set(made, tileMemory);
    Native.cnnviz_dream_options_overlap_set(made, overlap);
    Native.cnnviz_dream_options_height_set(made, height);
    Native.cnnviz_dream_options_width_set(made, width);
    Native.cnnviz_dream_options_keep_partial_set(made, keepPartial ? 1 : 0);
    Native.cnnviz_dream_options_octave_scale_set(made, octaveScale);
    Native.cnnviz_dream_options_step_set(made, step);
    Native.cnnviz_dream_options_zoom_set(made, zoom);
    Native.cnnviz_dream_options_seed_set(made, seed);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_dream_options(made);
  }
}
