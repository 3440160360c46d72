// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.util.Objects;

/** Defaults are those of the preset "distill". */
public final class SynthesizeOptions extends Options {
  private Parameters parameters;
  private Range range;
  private Units units;
  private Optimizer optimizer;
  private Fit fit;
  private int height;
  private int width;
  private int count;
  private int steps;
  private boolean decorrelate;
  private int redirectSteps;
  private boolean keepBest;
  private boolean keepPartial;
  private int snapshotEvery;
  private int pad;
  private int jitter;
  private int secondJitter;
  private int crops;
  private int blurEvery;
  private double stepSize;
  private double maxStep;
  private double startNoise;
  private double scale;
  private double rotation;
  private double cropFirst;
  private double cropLast;
  private double noise;
  private double l2;
  private double totalVariation;
  private double variationBeta;
  private double alphaNorm;
  private double alpha;
  private double decay;
  private double blur;
  private double normPercentile;
  private double contributionPercentile;
  private double diversity;
  private long seed;

  /** Begins with the library's defaults. */
  public SynthesizeOptions() {
    long made = Native.new_cnnviz_synthesize_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /**
   * Fill the options with the defaults, or with the published numbers of a preset,
   * <code>struct_size</code> the caller's sizeof: distill spectra, random views, Adam (Olah,
   * Mordvintsev, Schubert 2017) simonyan x + s df/dx - 2 s l2 x from the mean color on (Simonyan,
   * Vedaldi, Zisserman 2013) yosinski-a to yosinski-d: the four regularizations of Yosinski et al.
   * 2015 maco phases (Fel et al. 2023)
   * @param name the preset
   * @return its options
   */
  public static SynthesizeOptions preset(String name) {
    SynthesizeOptions options = new SynthesizeOptions();
    long made = Native.new_cnnviz_synthesize_options();
    try {
      Native.cnnviz_synthesize_options_use_preset(made, name);
      options.read(made);
    } finally {
      options.free(made);
    }
    return options;
  }

  /** default FOURIER */
  public SynthesizeOptions parameters(Parameters parameters) {
    this.parameters = Objects.requireNonNull(parameters, "parameters");
    return this;
  }

  /** {@return what is set} */
  public Parameters parameters() {
    return parameters;
  }

  /** default LOGISTIC */
  public SynthesizeOptions range(Range range) {
    this.range = Objects.requireNonNull(range, "range");
    return this;
  }

  /** {@return what is set} */
  public Range range() {
    return range;
  }

  /** default UNIT */
  public SynthesizeOptions units(Units units) {
    this.units = Objects.requireNonNull(units, "units");
    return this;
  }

  /** {@return what is set} */
  public Units units() {
    return units;
  }

  /** default ADAM */
  public SynthesizeOptions optimizer(Optimizer optimizer) {
    this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
    return this;
  }

  /** {@return what is set} */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** default RESIZE */
  public SynthesizeOptions fit(Fit fit) {
    this.fit = Objects.requireNonNull(fit, "fit");
    return this;
  }

  /** {@return what is set} */
  public Fit fit() {
    return fit;
  }

  /**
   * of the pictures; 0 (default): the network's own for targets that are classes, 128 for others
   */
  public SynthesizeOptions height(int height) {
    this.height = height;
    return this;
  }

  /** {@return what is set} */
  public int height() {
    return height;
  }

  /** likewise */
  public SynthesizeOptions width(int width) {
    this.width = width;
    return this;
  }

  /** {@return what is set} */
  public int width() {
    return width;
  }

  /** of pictures; 0 (default): one for each target */
  public SynthesizeOptions count(int count) {
    this.count = count;
    return this;
  }

  /** {@return what is set} */
  public int count() {
    return count;
  }

  /** 0 to 10000000; default 512 */
  public SynthesizeOptions steps(int steps) {
    this.steps = steps;
    return this;
  }

  /** {@return what is set} */
  public int steps() {
    return steps;
  }

  /** true (default): spectra are of decorrelated colors, false: of red, green, blue */
  public SynthesizeOptions decorrelate(boolean decorrelate) {
    this.decorrelate = decorrelate;
    return this;
  }

  /** {@return what is set} */
  public boolean decorrelate() {
    return decorrelate;
  }

  /**
   * in so many first steps a ReLU that blocks all of a picture's signal lets pass what would open
   * it; default 16
   */
  public SynthesizeOptions redirectSteps(int redirectSteps) {
    this.redirectSteps = redirectSteps;
    return this;
  }

  /** {@return what is set} */
  public int redirectSteps() {
    return redirectSteps;
  }

  /** true: the picture of the best step is the result, not the last; default false */
  public SynthesizeOptions keepBest(boolean keepBest) {
    this.keepBest = keepBest;
    return this;
  }

  /** {@return what is set} */
  public boolean keepBest() {
    return keepBest;
  }

  /** true: cancelled, or no longer finite, it returns what there is; default false */
  public SynthesizeOptions keepPartial(boolean keepPartial) {
    this.keepPartial = keepPartial;
    return this;
  }

  /** {@return what is set} */
  public boolean keepPartial() {
    return keepPartial;
  }

  /** steps between pictures on the way; 0 (default): none */
  public SynthesizeOptions snapshotEvery(int snapshotEvery) {
    this.snapshotEvery = snapshotEvery;
    return this;
  }

  /** {@return what is set} */
  public int snapshotEvery() {
    return snapshotEvery;
  }

  /** random views: pixels of gray added on each side of the picture; default 16 */
  public SynthesizeOptions pad(int pad) {
    this.pad = pad;
    return this;
  }

  /** {@return what is set} */
  public int pad() {
    return pad;
  }

  /** random views: shifts by -jitter/2 to jitter/2 pixels; default 16 */
  public SynthesizeOptions jitter(int jitter) {
    this.jitter = jitter;
    return this;
  }

  /** {@return what is set} */
  public int jitter() {
    return jitter;
  }

  /** random views: the same after scaling and rotation; default 8 */
  public SynthesizeOptions secondJitter(int secondJitter) {
    this.secondJitter = secondJitter;
    return this;
  }

  /** {@return what is set} */
  public int secondJitter() {
    return secondJitter;
  }

  /** views of a picture in each step; default 1 */
  public SynthesizeOptions crops(int crops) {
    this.crops = crops;
    return this;
  }

  /** {@return what is set} */
  public int crops() {
    return crops;
  }

  /** steps from one blur to the next; default 1 */
  public SynthesizeOptions blurEvery(int blurEvery) {
    this.blurEvery = blurEvery;
    return this;
  }

  /** {@return what is set} */
  public int blurEvery() {
    return blurEvery;
  }

  /** s; default 0.05 */
  public SynthesizeOptions stepSize(double stepSize) {
    this.stepSize = stepSize;
    return this;
  }

  /** {@return what is set} */
  public double stepSize() {
    return stepSize;
  }

  /** of PROGRESS; default 100 */
  public SynthesizeOptions maxStep(double maxStep) {
    this.maxStep = maxStep;
    return this;
  }

  /** {@return what is set} */
  public double maxStep() {
    return maxStep;
  }

  /** deviation of the normal noise that the parameters begin with; default 0.01 */
  public SynthesizeOptions startNoise(double startNoise) {
    this.startNoise = startNoise;
    return this;
  }

  /** {@return what is set} */
  public double startNoise() {
    return startNoise;
  }

  /** random views: one of 5 factors from 1 - scale to 1 + scale; default 0.05 */
  public SynthesizeOptions scale(double scale) {
    this.scale = scale;
    return this;
  }

  /** {@return what is set} */
  public double scale() {
    return scale;
  }

  /** random views: one of 11 angles from -rotation to rotation, in degrees; default 5 */
  public SynthesizeOptions rotation(double rotation) {
    this.rotation = rotation;
    return this;
  }

  /** {@return what is set} */
  public double rotation() {
    return rotation;
  }

  /**
   * above 0: views are squares at random places, at the first step of this share of the picture's
   * shorter side; default 0
   */
  public SynthesizeOptions cropFirst(double cropFirst) {
    this.cropFirst = cropFirst;
    return this;
  }

  /** {@return what is set} */
  public double cropFirst() {
    return cropFirst;
  }

  /** the share at the last step; default 0 */
  public SynthesizeOptions cropLast(double cropLast) {
    this.cropLast = cropLast;
    return this;
  }

  /** {@return what is set} */
  public double cropLast() {
    return cropLast;
  }

  /** of views: deviation as a share of the range from black to white; default 0 */
  public SynthesizeOptions noise(double noise) {
    this.noise = noise;
    return this;
  }

  /** {@return what is set} */
  public double noise() {
    return noise;
  }

  /** penalty l2 sum x^2, x being pixels minus the mean color; default 0 */
  public SynthesizeOptions l2(double l2) {
    this.l2 = l2;
    return this;
  }

  /** {@return what is set} */
  public double l2() {
    return l2;
  }

  /** penalty: times sum (dx^2 + dy^2)^(variation_beta / 2); default 0 */
  public SynthesizeOptions totalVariation(double totalVariation) {
    this.totalVariation = totalVariation;
    return this;
  }

  /** {@return what is set} */
  public double totalVariation() {
    return totalVariation;
  }

  /** its exponent; default 2 */
  public SynthesizeOptions variationBeta(double variationBeta) {
    this.variationBeta = variationBeta;
    return this;
  }

  /** {@return what is set} */
  public double variationBeta() {
    return variationBeta;
  }

  /** penalty: times sum |x|^alpha; default 0 */
  public SynthesizeOptions alphaNorm(double alphaNorm) {
    this.alphaNorm = alphaNorm;
    return this;
  }

  /** {@return what is set} */
  public double alphaNorm() {
    return alphaNorm;
  }

  /** its exponent; default 6 */
  public SynthesizeOptions alpha(double alpha) {
    this.alpha = alpha;
    return this;
  }

  /** {@return what is set} */
  public double alpha() {
    return alpha;
  }

  /** after each step: x (1 - decay); default 0 */
  public SynthesizeOptions decay(double decay) {
    this.decay = decay;
    return this;
  }

  /** {@return what is set} */
  public double decay() {
    return decay;
  }

  /** sigma in pixels of a blur every blur_every steps; default 0 */
  public SynthesizeOptions blur(double blur) {
    this.blur = blur;
    return this;
  }

  /** {@return what is set} */
  public double blur() {
    return blur;
  }

  /**
   * after each step this share of the pixels, in percent, those of smallest norm, becomes the mean
   * color; default 0
   */
  public SynthesizeOptions normPercentile(double normPercentile) {
    this.normPercentile = normPercentile;
    return this;
  }

  /** {@return what is set} */
  public double normPercentile() {
    return normPercentile;
  }

  /** pixels of small |x df/dx| likewise; default 0 */
  public SynthesizeOptions contributionPercentile(double contributionPercentile) {
    this.contributionPercentile = contributionPercentile;
    return this;
  }

  /** {@return what is set} */
  public double contributionPercentile() {
    return contributionPercentile;
  }

  /** what likeness of the pictures in the target's layer costs; default 0 */
  public SynthesizeOptions diversity(double diversity) {
    this.diversity = diversity;
    return this;
  }

  /** {@return what is set} */
  public double diversity() {
    return diversity;
  }

  /** of all random numbers; default 0 */
  public SynthesizeOptions seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** {@return what is set} */
  public long seed() {
    return seed;
  }

  private void read(long made) {
    parameters = Parameters.of(Native.cnnviz_synthesize_options_parameters_get(made));
    range = Range.of(Native.cnnviz_synthesize_options_range_get(made));
    units = Units.of(Native.cnnviz_synthesize_options_units_get(made));
    optimizer = Optimizer.of(Native.cnnviz_synthesize_options_optimizer_get(made));
    fit = Fit.of(Native.cnnviz_synthesize_options_fit_get(made));
    height = Native.cnnviz_synthesize_options_height_get(made);
    width = Native.cnnviz_synthesize_options_width_get(made);
    count = Native.cnnviz_synthesize_options_count_get(made);
    steps = Native.cnnviz_synthesize_options_steps_get(made);
    decorrelate = Native.cnnviz_synthesize_options_decorrelate_get(made) != 0;
    redirectSteps = Native.cnnviz_synthesize_options_redirect_steps_get(made);
    keepBest = Native.cnnviz_synthesize_options_keep_best_get(made) != 0;
    keepPartial = Native.cnnviz_synthesize_options_keep_partial_get(made) != 0;
    snapshotEvery = Native.cnnviz_synthesize_options_snapshot_every_get(made);
    pad = Native.cnnviz_synthesize_options_pad_get(made);
    jitter = Native.cnnviz_synthesize_options_jitter_get(made);
    secondJitter = Native.cnnviz_synthesize_options_second_jitter_get(made);
    crops = Native.cnnviz_synthesize_options_crops_get(made);
    blurEvery = Native.cnnviz_synthesize_options_blur_every_get(made);
    stepSize = Native.cnnviz_synthesize_options_step_size_get(made);
    maxStep = Native.cnnviz_synthesize_options_max_step_get(made);
    startNoise = Native.cnnviz_synthesize_options_start_noise_get(made);
    scale = Native.cnnviz_synthesize_options_scale_get(made);
    rotation = Native.cnnviz_synthesize_options_rotation_get(made);
    cropFirst = Native.cnnviz_synthesize_options_crop_first_get(made);
    cropLast = Native.cnnviz_synthesize_options_crop_last_get(made);
    noise = Native.cnnviz_synthesize_options_noise_get(made);
    l2 = Native.cnnviz_synthesize_options_l2_get(made);
    totalVariation = Native.cnnviz_synthesize_options_total_variation_get(made);
    variationBeta = Native.cnnviz_synthesize_options_variation_beta_get(made);
    alphaNorm = Native.cnnviz_synthesize_options_alpha_norm_get(made);
    alpha = Native.cnnviz_synthesize_options_alpha_get(made);
    decay = Native.cnnviz_synthesize_options_decay_get(made);
    blur = Native.cnnviz_synthesize_options_blur_get(made);
    normPercentile = Native.cnnviz_synthesize_options_norm_percentile_get(made);
    contributionPercentile = Native.cnnviz_synthesize_options_contribution_percentile_get(made);
    diversity = Native.cnnviz_synthesize_options_diversity_get(made);
    seed = Native.cnnviz_synthesize_options_seed_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_synthesize_options();
    Native.cnnviz_synthesize_options_parameters_set(made, parameters.number);
    Native.cnnviz_synthesize_options_range_set(made, range.number);
    Native.cnnviz_synthesize_options_units_set(made, units.number);
    Native.cnnviz_synthesize_options_optimizer_set(made, optimizer.number);
    Native.cnnviz_synthesize_options_fit_set(made, fit.number);
    Native.cnnviz_synthesize_options_height_set(made, height);
    Native.cnnviz_synthesize_options_width_set(made, width);
    Native.cnnviz_synthesize_options_count_set(made, count);
    Native.cnnviz_synthesize_options_steps_set(made, steps);
    Native.cnnviz_synthesize_options_decorrelate_set(made, decorrelate ? 1 : 0);
    Native.cnnviz_synthesize_options_redirect_steps_set(made, redirectSteps);
    Native.cnnviz_synthesize_options_keep_best_set(made, keepBest ? 1 : 0);
    Native.cnnviz_synthesize_options_keep_partial_set(made, keepPartial ? 1 : 0);
    Native.cnnviz_synthesize_options_snapshot_every_set(made, snapshotEvery);
    Native.cnnviz_synthesize_options_pad_set(made, pad);
    Native.cnnviz_synthesize_options_jitter_set(made, jitter);
    Native.cnnviz_synthesize_options_second_jitter_set(made, secondJitter);
    Native.cnnviz_synthesize_options_crops_set(made, crops);
    Native.cnnviz_synthesize_options_blur_every_set(made, blurEvery);
    Native.cnnviz_synthesize_options_step_size_set(made, stepSize);
    Native.cnnviz_synthesize_options_max_step_set(made, maxStep);
    Native.cnnviz_synthesize_options_start_noise_set(made, startNoise);
    Native.cnnviz_synthesize_options_scale_set(made, scale);
    Native.cnnviz_synthesize_options_rotation_set(made, rotation);
    Native.cnnviz_synthesize_options_crop_first_set(made, cropFirst);
    Native.cnnviz_synthesize_options_crop_last_set(made, cropLast);
    Native.cnnviz_synthesize_options_noise_set(made, noise);
    Native.cnnviz_synthesize_options_l2_set(made, l2);
    Native.cnnviz_synthesize_options_total_variation_set(made, totalVariation);
    Native.cnnviz_synthesize_options_variation_beta_set(made, variationBeta);
    Native.cnnviz_synthesize_options_alpha_norm_set(made, alphaNorm);
    Native.cnnviz_synthesize_options_alpha_set(made, alpha);
    Native.cnnviz_synthesize_options_decay_set(made, decay);
    Native.cnnviz_synthesize_options_blur_set(made, blur);
    Native.cnnviz_synthesize_options_norm_percentile_set(made, normPercentile);
    Native.cnnviz_synthesize_options_contribution_percentile_set(made, contributionPercentile);
    Native.cnnviz_synthesize_options_diversity_set(made, diversity);
    Native.cnnviz_synthesize_options_seed_set(made, seed);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_synthesize_options(made);
  }
}
