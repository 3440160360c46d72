// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    /// <summary>Defaults are those of the preset "distill".</summary>
    public sealed class SynthesizeOptions : Options
    {
        /// <summary>Begins with the library's defaults.</summary>
        public SynthesizeOptions()
        {
            using (MemoryHandle made = Native.new_cnnviz_synthesize_options())
            {
                Read(made);
            }
        }

        /// <summary>Fill the options with the defaults, or with the published numbers of a preset,
        /// <c>struct_size</c> the caller's sizeof: distill spectra, random views, Adam (Olah,
        /// Mordvintsev, Schubert 2017) simonyan x + s df/dx - 2 s l2 x from the mean color on
        /// (Simonyan, Vedaldi, Zisserman 2013) yosinski-a to yosinski-d: the four regularizations
        /// of Yosinski et al. 2015 maco phases (Fel et al. 2023)</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (another name).</remarks>
        public SynthesizeOptions(string preset)
        {
            using (MemoryHandle made = Native.new_cnnviz_synthesize_options())
            {
                Native.cnnviz_synthesize_options_use_preset(made, preset);
                Read(made);
            }
        }

        /// <summary>As <c></c>.</summary>
        public Parameters Parameters { get; set; }

        /// <summary>As <c></c>.</summary>
        public PixelRange Range { get; set; }

        /// <summary>As <c></c>.</summary>
        public Units Units { get; set; }

        /// <summary>As <c></c>.</summary>
        public Optimizer Optimizer { get; set; }

        /// <summary>As <c></c>.</summary>
        public Fit Fit { get; set; }

        /// <summary>of the pictures; 0: the network's own size for targets that are</summary>
        public int Height { get; set; }

        /// <summary>classes, 128 for others</summary>
        public int Width { get; set; }

        /// <summary>of pictures; 0: one for each target</summary>
        public int Count { get; set; }

        /// <summary>0 to 10000000</summary>
        public int Steps { get; set; }

        /// <summary>true: spectra are of decorrelated colors, false: of red, green, blue</summary>
        public bool Decorrelate { get; set; }

        /// <summary>in so many first steps a ReLU that blocks all of a picture's signal lets pass
        /// what would open it</summary>
        public int RedirectSteps { get; set; }

        /// <summary>true: the picture of the best step is the result, not the last</summary>
        public bool KeepBest { get; set; }

        /// <summary>true: cancelled, or no longer finite, it returns what there is</summary>
        public bool KeepPartial { get; set; }

        /// <summary>steps between pictures on the way; 0: none</summary>
        public int SnapshotEvery { get; set; }

        /// <summary>Random views. Pixels of gray added on each side of the picture</summary>
        public int Pad { get; set; }

        /// <summary>shifts by -jitter/2 to jitter/2 pixels</summary>
        public int Jitter { get; set; }

        /// <summary>the same after scaling and rotation</summary>
        public int SecondJitter { get; set; }

        /// <summary>views of a picture in each step</summary>
        public int Crops { get; set; }

        /// <summary>steps</summary>
        public int BlurEvery { get; set; }

        /// <summary>s</summary>
        public double StepSize { get; set; }

        /// <summary>of PROGRESS</summary>
        public double MaxStep { get; set; }

        /// <summary>deviation of the normal noise that the parameters begin with</summary>
        public double StartNoise { get; set; }

        /// <summary>one of 5 factors from 1 - scale to 1 + scale</summary>
        public double Scale { get; set; }

        /// <summary>one of 11 angles from -rotation to rotation, in degrees</summary>
        public double Rotation { get; set; }

        /// <summary>above 0: views are squares of this share of the picture's shorter</summary>
        public double CropFirst { get; set; }

        /// <summary>side at the first step, and this at the last, at random places</summary>
        public double CropLast { get; set; }

        /// <summary>of views: deviation as a share of the range from black to white</summary>
        public double Noise { get; set; }

        /// <summary>Penalties, x being pixels minus the mean color: l2 sum x^2</summary>
        public double L2 { get; set; }

        /// <summary>times sum (dx^2 + dy^2)^(variation_beta / 2)</summary>
        public double TotalVariation { get; set; }

        /// <summary>As <c>TotalVariation</c>.</summary>
        public double VariationBeta { get; set; }

        /// <summary>times sum |x|^alpha</summary>
        public double AlphaNorm { get; set; }

        /// <summary>As <c>AlphaNorm</c>.</summary>
        public double Alpha { get; set; }

        /// <summary>Changes of pixels after each step: x (1 - decay)</summary>
        public double Decay { get; set; }

        /// <summary>sigma in pixels, every blur_every steps</summary>
        public double Blur { get; set; }

        /// <summary>pixels of small norm become the mean color: this share, in percent</summary>
        public double NormPercentile { get; set; }

        /// <summary>pixels of small |x df/dx| likewise</summary>
        public double ContributionPercentile { get; set; }

        /// <summary>what likeness of the pictures in the target's layer costs</summary>
        public double Diversity { get; set; }

        /// <summary>As <c>Diversity</c>.</summary>
        public long Seed { get; set; }

        internal override MemoryHandle Make()
        {
            MemoryHandle made = Native.new_cnnviz_synthesize_options();
            Native.cnnviz_synthesize_options_parameters_set(made, (int)Parameters);
            Native.cnnviz_synthesize_options_range_set(made, (int)Range);
            Native.cnnviz_synthesize_options_units_set(made, (int)Units);
            Native.cnnviz_synthesize_options_optimizer_set(made, (int)Optimizer);
            Native.cnnviz_synthesize_options_fit_set(made, (int)Fit);
            Native.cnnviz_synthesize_options_height_set(made, Height);
            Native.cnnviz_synthesize_options_width_set(made, Width);
            Native.cnnviz_synthesize_options_count_set(made, Count);
            Native.cnnviz_synthesize_options_steps_set(made, Steps);
            Native.cnnviz_synthesize_options_decorrelate_set(made, Decorrelate ? 1 : 0);
            Native.cnnviz_synthesize_options_redirect_steps_set(made, RedirectSteps);
            Native.cnnviz_synthesize_options_keep_best_set(made, KeepBest ? 1 : 0);
            Native.cnnviz_synthesize_options_keep_partial_set(made, KeepPartial ? 1 : 0);
            Native.cnnviz_synthesize_options_snapshot_every_set(made, SnapshotEvery);
            Native.cnnviz_synthesize_options_pad_set(made, Pad);
            Native.cnnviz_synthesize_options_jitter_set(made, Jitter);
            Native.cnnviz_synthesize_options_second_jitter_set(made, SecondJitter);
            Native.cnnviz_synthesize_options_crops_set(made, Crops);
            Native.cnnviz_synthesize_options_blur_every_set(made, BlurEvery);
            Native.cnnviz_synthesize_options_step_size_set(made, StepSize);
            Native.cnnviz_synthesize_options_max_step_set(made, MaxStep);
            Native.cnnviz_synthesize_options_start_noise_set(made, StartNoise);
            Native.cnnviz_synthesize_options_scale_set(made, Scale);
            Native.cnnviz_synthesize_options_rotation_set(made, Rotation);
            Native.cnnviz_synthesize_options_crop_first_set(made, CropFirst);
            Native.cnnviz_synthesize_options_crop_last_set(made, CropLast);
            Native.cnnviz_synthesize_options_noise_set(made, Noise);
            Native.cnnviz_synthesize_options_l2_set(made, L2);
            Native.cnnviz_synthesize_options_total_variation_set(made, TotalVariation);
            Native.cnnviz_synthesize_options_variation_beta_set(made, VariationBeta);
            Native.cnnviz_synthesize_options_alpha_norm_set(made, AlphaNorm);
            Native.cnnviz_synthesize_options_alpha_set(made, Alpha);
            Native.cnnviz_synthesize_options_decay_set(made, Decay);
            Native.cnnviz_synthesize_options_blur_set(made, Blur);
            Native.cnnviz_synthesize_options_norm_percentile_set(made, NormPercentile);
            Native.cnnviz_synthesize_options_contribution_percentile_set(made, ContributionPercentile);
            Native.cnnviz_synthesize_options_diversity_set(made, Diversity);
            Native.cnnviz_synthesize_options_seed_set(made, Seed);
            return made;
        }

        private void Read(MemoryHandle made)
        {
            Parameters = (Parameters)Native.cnnviz_synthesize_options_parameters_get(made);
            Range = (PixelRange)Native.cnnviz_synthesize_options_range_get(made);
            Units = (Units)Native.cnnviz_synthesize_options_units_get(made);
            Optimizer = (Optimizer)Native.cnnviz_synthesize_options_optimizer_get(made);
            Fit = (Fit)Native.cnnviz_synthesize_options_fit_get(made);
            Height = Native.cnnviz_synthesize_options_height_get(made);
            Width = Native.cnnviz_synthesize_options_width_get(made);
            Count = Native.cnnviz_synthesize_options_count_get(made);
            Steps = Native.cnnviz_synthesize_options_steps_get(made);
            Decorrelate = Native.cnnviz_synthesize_options_decorrelate_get(made) != 0;
            RedirectSteps = Native.cnnviz_synthesize_options_redirect_steps_get(made);
            KeepBest = Native.cnnviz_synthesize_options_keep_best_get(made) != 0;
            KeepPartial = Native.cnnviz_synthesize_options_keep_partial_get(made) != 0;
            SnapshotEvery = Native.cnnviz_synthesize_options_snapshot_every_get(made);
            Pad = Native.cnnviz_synthesize_options_pad_get(made);
            Jitter = Native.cnnviz_synthesize_options_jitter_get(made);
            SecondJitter = Native.cnnviz_synthesize_options_second_jitter_get(made);
            Crops = Native.cnnviz_synthesize_options_crops_get(made);
            BlurEvery = Native.cnnviz_synthesize_options_blur_every_get(made);
            StepSize = Native.cnnviz_synthesize_options_step_size_get(made);
            MaxStep = Native.cnnviz_synthesize_options_max_step_get(made);
            StartNoise = Native.cnnviz_synthesize_options_start_noise_get(made);
            Scale = Native.cnnviz_synthesize_options_scale_get(made);
            Rotation = Native.cnnviz_synthesize_options_rotation_get(made);
            CropFirst = Native.cnnviz_synthesize_options_crop_first_get(made);
            CropLast = Native.cnnviz_synthesize_options_crop_last_get(made);
            Noise = Native.cnnviz_synthesize_options_noise_get(made);
            L2 = Native.cnnviz_synthesize_options_l2_get(made);
            TotalVariation = Native.cnnviz_synthesize_options_total_variation_get(made);
            VariationBeta = Native.cnnviz_synthesize_options_variation_beta_get(made);
            AlphaNorm = Native.cnnviz_synthesize_options_alpha_norm_get(made);
            Alpha = Native.cnnviz_synthesize_options_alpha_get(made);
            Decay = Native.cnnviz_synthesize_options_decay_get(made);
            Blur = Native.cnnviz_synthesize_options_blur_get(made);
            NormPercentile = Native.cnnviz_synthesize_options_norm_percentile_get(made);
            ContributionPercentile = Native.cnnviz_synthesize_options_contribution_percentile_get(made);
            Diversity = Native.cnnviz_synthesize_options_diversity_get(made);
            Seed = Native.cnnviz_synthesize_options_seed_get(made);
        }
    }
}
