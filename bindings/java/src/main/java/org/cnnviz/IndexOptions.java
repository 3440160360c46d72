// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** Options; what is not set has the library's default. */
public final class IndexOptions extends Options {
  private int strongest;
  private int shard;
  private int shards;
  private boolean refresh;

  /** Begins with the library's defaults. */
  public IndexOptions() {
    long made = Native.new_cnnviz_index_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /**
   * responses kept of each channel: 1 to 1000; 0 (default): 25, or as many as the collection keeps
   */
  public IndexOptions strongest(int strongest) {
    this.strongest = strongest;
    return this;
  }

  /** {@return what is set} */
  public int strongest() {
    return strongest;
  }

  /**
   * 1 (default) to shards: which share of the images is indexed; a hash of its name puts an image
   * into one of them
   */
  public IndexOptions shard(int shard) {
    this.shard = shard;
    return this;
  }

  /** {@return what is set} */
  public int shard() {
    return shard;
  }

  /** how many such shares there are; default 1 */
  public IndexOptions shards(int shards) {
    this.shards = shards;
    return this;
  }

  /** {@return what is set} */
  public int shards() {
    return shards;
  }

  /**
   * true: images whose files have changed are indexed again, and those that have vanished are taken
   * out. Where one of them is in a list of strongest responses, all images are looked at again.
   * false (default): they are reported and stay as they were
   */
  public IndexOptions refresh(boolean refresh) {
    this.refresh = refresh;
    return this;
  }

  /** {@return what is set} */
  public boolean refresh() {
    return refresh;
  }

  private void read(long made) {
    strongest = Native.cnnviz_index_options_strongest_get(made);
    shard = Native.cnnviz_index_options_shard_get(made);
    shards = Native.cnnviz_index_options_shards_get(made);
    refresh = Native.cnnviz_index_options_refresh_get(made) != 0;
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_index_options();
    Native.cnnviz_index_options_strongest_set(made, strongest);
    Native.cnnviz_index_options_shard_set(made, shard);
    Native.cnnviz_index_options_shards_set(made, shards);
    Native.cnnviz_index_options_refresh_set(made, refresh ? 1 : 0);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_index_options(made);
  }
}
