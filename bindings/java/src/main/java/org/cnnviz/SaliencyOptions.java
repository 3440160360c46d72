// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.util.Objects;

/** Options; what is not set has the library's default. */
public final class SaliencyOptions extends Options {
  private Rule rule;
  private Rectifiers rectifiers;
  private Lrn lrn;
  private Reduction reduction;
  private int batch;

  /** Begins with the library's defaults. */
  public SaliencyOptions() {
    long made = Native.new_cnnviz_saliency_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** default GRADIENT */
  public SaliencyOptions rule(Rule rule) {
    this.rule = Objects.requireNonNull(rule, "rule");
    return this;
  }

  /** {@return what is set} */
  public Rule rule() {
    return rule;
  }

  /** default RELU_LIKE */
  public SaliencyOptions rectifiers(Rectifiers rectifiers) {
    this.rectifiers = Objects.requireNonNull(rectifiers, "rectifiers");
    return this;
  }

  /** {@return what is set} */
  public Rectifiers rectifiers() {
    return rectifiers;
  }

  /** default AUTO */
  public SaliencyOptions lrn(Lrn lrn) {
    this.lrn = Objects.requireNonNull(lrn, "lrn");
    return this;
  }

  /** {@return what is set} */
  public Lrn lrn() {
    return lrn;
  }

  /** of the map; default MAX_ABS */
  public SaliencyOptions reduction(Reduction reduction) {
    this.reduction = Objects.requireNonNull(reduction, "reduction");
    return this;
  }

  /** {@return what is set} */
  public Reduction reduction() {
    return reduction;
  }

  /** images computed at once, at most; 0 (default): as is fastest */
  public SaliencyOptions batch(int batch) {
    this.batch = batch;
    return this;
  }

  /** {@return what is set} */
  public int batch() {
    return batch;
  }

  private void read(long made) {
    rule = Rule.of(Native.cnnviz_saliency_options_rule_get(made));
    rectifiers = Rectifiers.of(Native.cnnviz_saliency_options_rectifiers_get(made));
    lrn = Lrn.of(Native.cnnviz_saliency_options_lrn_get(made));
    reduction = Reduction.of(Native.cnnviz_saliency_options_reduction_get(made));
    batch = Native.cnnviz_saliency_options_batch_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_saliency_options();
    Native.cnnviz_saliency_options_rule_set(made, rule.number);
    Native.cnnviz_saliency_options_rectifiers_set(made, rectifiers.number);
    Native.cnnviz_saliency_options_lrn_set(made, lrn.number);
    Native.cnnviz_saliency_options_reduction_set(made, reduction.number);
    Native.cnnviz_saliency_options_batch_set(made, batch);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_saliency_options(made);
  }
}
