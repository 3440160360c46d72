using System.Threading;

namespace Cnnviz
{
    public sealed partial class Model
    {
        // C: cnnviz_explain_classify
        /// <summary>The best classes of each image: by probability (the graph's own Softmax or
        /// Sigmoid, else a Softmax of the logits), then logit, then lower number. Where the classes
        /// are scored at several positions (segmentation), by the share of positions that a class
        /// wins first; scores and logits are then means over all positions.</summary>
        /// <remarks><para>Tensors: "classes" int64 [N, k]; "scores" [N, k], probabilities 0 to 1;
        /// "logits" [N, k]; of several positions "shares" [N, k], 0 to 1; "output": the graph's
        /// first output, of any rank.</para>
        /// <para>Document: "top": for each image [{"class", "label", "score", "logit"}, ...], of
        /// several positions also "share"; label null where the model has none.</para></remarks>
        public Result Classify(Input input, ClassifyOptions options = null, Job job = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.explain_classify(
                    ModelHandle.Of(this), call.Input(this, input), call.Options(options), running)));
        }

        // C: cnnviz_explain_saliency
        /// <summary>The derivative of a target with respect to the input, or to the tensor named
        /// <c>wrt</c> (null: the input), by a rule at the rectifiers. Max-pooling passes the signal
        /// to the first maximum of each window, overlaps added up (the "switches" of deconvnet).
        /// Units: the target's per unit of the network's input, after normalization.</summary>
        /// <remarks><para>Tensors: "gradient", signed, of the shape of <c>wrt</c>, and "map" [N, H,
        /// W] (of as many spatial axes as there are, as <see cref="Cnnviz.Layout.Auto"/> reads
        /// them), its channels reduced, absent where there are no spatial axes. With the rule ALL
        /// "gradient", "deconvnet", "guided" and "gradient_map", "deconvnet_map", "guided_map" in
        /// their place. "score" [N], the target's value.</para>
        /// <para>Document: "targets", "rule", "rectifiers", "lrn", "wrt"; with the rule ALL "rule"
        /// is a list, and "governed" in "rectifiers" a number for each.</para></remarks>
        public Result Saliency(Input input, Targets targets = null, SaliencyOptions options = null,
            string wrt = null, Job job = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.explain_saliency(
                    ModelHandle.Of(this), call.Input(this, input), call.Targets(this, targets), wrt,
                    call.Options(options), running)));
        }

        // C: cnnviz_explain_gradcam
        /// <summary>Grad-CAM (Selvaraju et al. 2017): a_k = mean over positions of d(target)/dA_k;
        /// the map is max(0, sum_k a_k A_k). A is the tensor <c>layer</c>, [N, K, h, w] or another
        /// <c>Layout</c> of maps; null: the last one with more than one position before the
        /// classes, after its activation. Of a vision transformer whose classes are read from the
        /// class token that is the input of the last attention (its block's first normalization):
        /// behind it the grid's tokens have no gradient any more. Of a segmentation network it is
        /// what the last convolution reads. Guided Grad-CAM: the guided gradient of the input times
        /// the map, upsampled.</summary>
        /// <remarks><para>Tensors: "cam" [N, h, w], at least 0, not normalized; "map" [N, H, W],
        /// the same upsampled bilinearly to the input (pixel centers at halves, edges clamped);
        /// where guided: "guided", signed, of the input's shape, and "guided_map" [N, H, W], its
        /// channels reduced.</para>
        /// <para>Document: "layer", "layer_chosen" (true where it was null), "layout"
        /// ("channels_first", "channels_last", "tokens"), of tokens "grid" [h, w] and
        /// "leading_tokens"; "targets", where guided "rule" and "rectifiers". Warnings name maps
        /// that are zero because nothing speaks for the target, or because the target does not
        /// depend on the layer.</para>
        /// <para>Errors also: <see cref="UnsupportedException"/> (a layer without positions; usable
        /// ones are named); <see cref="InvalidArgumentException"/> too where the layer is not of
        /// the layout that is stated.</para></remarks>
        public Result Gradcam(Input input, Targets targets = null, GradcamOptions options = null,
            string layer = null, Job job = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.explain_gradcam(
                    ModelHandle.Of(this), call.Input(this, input), call.Targets(this, targets), layer,
                    call.Options(options), running)));
        }

        // C: cnnviz_explain_occlusion
        /// <summary>Occlusion sensitivity (Zeiler &amp; Fergus 2014): an occluder slides over the
        /// picture; drop = the target of the picture as it is - the target with the occluder there.
        /// A pixel's value in the map is the mean drop of the occluders that cover it (weighted by
        /// how much they cover it, where <c>Softness</c> smooths their edges: the window convolved
        /// with a Gaussian along both axes, cut off at 3 sigma). <c>Adaptive</c> computes every
        /// second position along both axes, then those beside the quarter of them where a target
        /// changes most; the rest is interpolated.</summary>
        /// <remarks><para>Tensors: "drops" [N, T, rows, columns]; "map" [N, T, H, W], NaN where no
        /// occluder was; "classes" int64 [N, rows, columns], the best class with the occluder there
        /// (of segmentation networks the one that wins the most positions), absent where the option
        /// is 0; "evaluated" int64 [N, rows, columns], 1 where the network was run; "score" [N, T],
        /// the targets of the pictures as they are.</para>
        /// <para>Document: "targets": for each image a list, one for each target; "predicted": for
        /// each image {"class", "label"}; in "parameters" window, stride, edge, fill, region,
        /// softness, as used; "rows", "columns": where the windows begin; "positions", "evaluated":
        /// how many of all images; "exact": false where <c>Adaptive</c>; "completed"; "work":
        /// {"windows": whether only what an occluder changes was computed (networks that mix images
        /// are run whole), "batch": occluders at once, "full_multiply_adds", "multiply_adds": of
        /// one occluder by a whole pass, and as computed}.</para>
        /// <para>Errors also: <see cref="InvalidArgumentException"/> (a window that does not fit, a
        /// stride that is longer).</para></remarks>
        public Result Occlusion(Input input, Targets targets = null, OcclusionOptions options = null,
            Job job = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.explain_occlusion(
                    ModelHandle.Of(this), call.Input(this, input), call.Targets(this, targets),
                    call.Options(options), running)));
        }

        // C: cnnviz_explain_rise
        /// <summary>RISE (Petsiuk, Das, Saenko 2018): random masks m keep parts of the picture; map
        /// = sum(score * m) / (masks * probability), the mean score of the masks that kept a pixel.
        /// A mask is a grid of <c>Cells</c> x <c>Cells</c> random zeros and ones, upsampled
        /// bilinearly and shifted by less than a cell. Equal seeds give equal masks, whatever the
        /// batch.</summary>
        /// <remarks><para>Tensors: "map" [N, T, H, W]; "mask_scores" [N, T, masks]; "score" [N,
        /// T].</para>
        /// <para>Document: "targets" as above, "seed", "evaluated", "completed"; in "parameters"
        /// masks, cells, probability, fill.</para></remarks>
        public Result Rise(Input input, Targets targets = null, RiseOptions options = null, Job job = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.explain_rise(
                    ModelHandle.Of(this), call.Input(this, input), call.Targets(this, targets),
                    call.Options(options), running)));
        }

        // C: cnnviz_explain_channels
        /// <summary>Which channels of a layer a target lives on. A is the tensor <c>layer</c>, of K
        /// channels (null: the one that Grad-CAM chooses); s_0 the target of the picture x as it
        /// is. ABLATION (Desai &amp; Ramaswamy 2020): drop_k = s_0 - the target with A_k zero; w_k
        /// = drop_k / |s_0|, drop_k where s_0 is 0. The layer need not have positions: where it has
        /// none there are no maps. SCORE_CAM (Wang et al. 2020): H_k is A_k upsampled bilinearly to
        /// the picture and rescaled to 0..1; w_k = the target of x * H_k, 0 where A_k is constant.
        /// The map of both is max(0, sum_k w_k A_k), as Grad-CAM's.</summary>
        /// <remarks><para>Tensors: "drops" [N, T, K] (ABLATION) or "mask_scores" [N, T, K]
        /// (SCORE_CAM); "weights" [N, T, K]; "cam" [N, T, h, w]; "map" [N, T, H, W], the same
        /// upsampled bilinearly to the input; "score" [N, T].</para>
        /// <para>Document: "layer", "layer_chosen", "layout" as of Grad-CAM; "targets",
        /// "completed", "work" as of occlusion; "strongest": for each image and target the ten
        /// channels of the largest drop or score, [{"channel", "value"}, ...]. The job counts
        /// channels. <c>targets</c> null: "top" for ABLATION, "prob:top" for SCORE_CAM, as in the
        /// papers.</para>
        /// <para>Errors also: <see cref="UnsupportedException"/> (SCORE_CAM of a layer without
        /// positions).</para></remarks>
        public Result Channels(Input input, Targets targets = null, ChannelsOptions options = null,
            string layer = null, Job job = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.explain_channels(
                    ModelHandle.Of(this), call.Input(this, input), call.Targets(this, targets), layer,
                    call.Options(options), running)));
        }

        // C: cnnviz_explain_activations
        /// <summary>The maps of a layer (null: as for Grad-CAM).</summary>
        /// <remarks><para>Tensors: "activations", as the network has them; "maps" [N, K, h, w], the
        /// same as <c>Layout</c> reads them, with h = w = 1 where there are no positions; "order"
        /// int64 [N, K], the channels in the order asked for; "minimum", "maximum", "mean" [N, K],
        /// of each map.</para>
        /// <para>Document: "layer", "layer_chosen", "layout", "grid", "leading_tokens",
        /// "shape".</para></remarks>
        public Result Activations(Input input, string layer = null, ActivationsOptions options = null,
            Job job = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.explain_activations(
                    ModelHandle.Of(this), call.Input(this, input), layer, call.Options(options), running)));
        }

        // C: cnnviz_explain_filters
        /// <summary>The weights of a convolution or dense layer (by the name of its output, its
        /// node or the weights; null: the first convolution), as tiles to look at
        /// (<c>Render.Filters</c> draws them).</summary>
        /// <remarks><para>Tensors: "weights" [O, I/group, kh, kw] (or as the operator has them), as
        /// stored; "tiles" in 0..1: color [n, kh, kw, 3] in RGB, slices [rows * columns, kh, kw] (a
        /// row for each filter, a column for each input channel), or a matrix [rows, columns] for
        /// 1x1 and dense layers; "dead" int64 [d]: the shown filters whose largest |w| is below a
        /// thousandth of the bank's.</para>
        /// <para>Document: "layer", "weights", "kind": "color" | "slices" | "matrix", "rows",
        /// "columns", "first_filter", "filter_count", "filters" (all), "first_slice",
        /// "slice_count", "slices" (all), "minimum", "maximum", "centered" (true where a weight of
        /// 0 has the value 1/2).</para></remarks>
        public Result Filters(string layer = null, FiltersOptions options = null, Job job = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.explain_filters(
                    ModelHandle.Of(this), layer, call.Options(options), running)));
        }

        // C: cnnviz_occluded_inputs
        /// <summary>What the network sees with the occluder of <c>Model.Occlusion</c> at position
        /// <c>first</c> and the <c>count</c> - 1 behind it, counted row by row from 0: [count, ...]
        /// of the input's shape, for <c>Model.Picture</c>. <c>input</c> holds one image. The
        /// options are those of the explanation, of which <c>Classes</c>, <c>Full</c>,
        /// <c>Adaptive</c>, <c>KeepPartial</c> and <c>Batch</c> change nothing here.</summary>
        /// <remarks>Errors also: <see cref="InvalidArgumentException"/> (positions that the
        /// occluder does not take, several images).</remarks>
        public Tensor OccludedInputs(Input input, OcclusionOptions options, long first, long count)
        {
            using (var call = new Call())
            {
                return new Tensor(Native.occluded_inputs(
                    ModelHandle.Of(this), call.Input(this, input), call.Options(options), first, count));
            }
        }
    }
}
