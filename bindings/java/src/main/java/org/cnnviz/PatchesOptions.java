// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.util.Objects;

/** Options; what is not set has the library's default. */
public final class PatchesOptions extends Options {
  private int count;
  private PatchSource source;
  private int side;
  private boolean signals;
  private Rule rule;
  private Rectifiers rectifiers;

  /** Begins with the library's defaults. */
  public PatchesOptions() {
    long made = Native.new_cnnviz_patches_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** patches of a channel: 1 (default 9) to what the collection keeps */
  public PatchesOptions count(int count) {
    this.count = count;
    return this;
  }

  /** {@return what is set} */
  public int count() {
    return count;
  }

  /** default VIEW */
  public PatchesOptions source(PatchSource source) {
    this.source = Objects.requireNonNull(source, "source");
    return this;
  }

  /** {@return what is set} */
  public PatchSource source() {
    return source;
  }

  /** of a patch's picture at most; 0 (default): as it is */
  public PatchesOptions side(int side) {
    this.side = side;
    return this;
  }

  /** {@return what is set} */
  public int side() {
    return side;
  }

  /** whether signals are computed: default true */
  public PatchesOptions signals(boolean signals) {
    this.signals = signals;
    return this;
  }

  /** {@return what is set} */
  public boolean signals() {
    return signals;
  }

  /** of the signals, not ALL; default GUIDED */
  public PatchesOptions rule(Rule rule) {
    this.rule = Objects.requireNonNull(rule, "rule");
    return this;
  }

  /** {@return what is set} */
  public Rule rule() {
    return rule;
  }

  /** default RELU_LIKE */
  public PatchesOptions rectifiers(Rectifiers rectifiers) {
    this.rectifiers = Objects.requireNonNull(rectifiers, "rectifiers");
    return this;
  }

  /** {@return what is set} */
  public Rectifiers rectifiers() {
    return rectifiers;
  }

  private void read(long made) {
    count = Native.cnnviz_patches_options_count_get(made);
    source = PatchSource.of(Native.cnnviz_patches_options_source_get(made));
    side = Native.cnnviz_patches_options_side_get(made);
    signals = Native.cnnviz_patches_options_signals_get(made) != 0;
    rule = Rule.of(Native.cnnviz_patches_options_rule_get(made));
    rectifiers = Rectifiers.of(Native.cnnviz_patches_options_rectifiers_get(made));
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_patches_options();
    Native.cnnviz_patches_options_count_set(made, count);
    Native.cnnviz_patches_options_source_set(made, source.number);
    Native.cnnviz_patches_options_side_set(made, side);
    Native.cnnviz_patches_options_signals_set(made, signals ? 1 : 0);
    Native.cnnviz_patches_options_rule_set(made, rule.number);
    Native.cnnviz_patches_options_rectifiers_set(made, rectifiers.number);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_patches_options(made);
  }
}
