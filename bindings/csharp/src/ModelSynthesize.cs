using System.Collections.Generic;
using System.Threading;

namespace Cnnviz
{
    public sealed partial class Model
    {
        // C: cnnviz_synthesize
        /// <summary>Makes pictures that maximize <c>targets</c> (one for all pictures, or one for
        /// each; null: "top", the best class of what it starts from). Only the part of the network
        /// that the targets need is run, at any size that it allows; a part that takes one size
        /// alone sees the pictures as <c>Fit</c> says. <c>start</c>: a picture to begin with,
        /// resized (null: the mean color). <c>examples</c>: pictures whose mean magnitude PHASE
        /// takes (null: 1 / frequency); of no use to others. The objective is maximized over random
        /// views of the pictures, minus penalties; a class target's logit grows better than its
        /// probability, which falls with the other classes too. The job counts steps of pictures.
        /// Equal seeds give equal pictures, at one number of threads.</summary>
        /// <remarks><para>Tensors: "input" [N, ...], the pictures as the network's input (numbers
        /// beyond what can be shown included); "curve" [N, steps done], the target at each step;
        /// "importance" [N, H, W], the sum over the steps of |d target / d pixel|, mean over the
        /// channels.</para>
        /// <para>Images: "picture_0" to "picture_&lt;N-1&gt;"; of snapshots
        /// "snapshot_&lt;step&gt;_&lt;n&gt;".</para>
        /// <para>Document: in "parameters" all options, as used: with "targets" (of the pictures as
        /// they are, without random views) and "seed" they are the recipe that makes the pictures
        /// again; "view": the size that the network saw; "fit": null where it sees pictures of any
        /// size; "steps": done; "snapshots": their steps; "completed", else "reason" ("cancelled",
        /// "not_finite") and "step". Errors as in explain.h, and INVALID_ARGUMENT (a size too small
        /// for the target: the smallest that does is named; a target that does not depend on the
        /// input), UNSUPPORTED (the input is no picture), NOT_FINITE (naming the
        /// step).</para></remarks>
        public Result Synthesize(Targets targets = null, SynthesizeOptions options = null, Image start = null,
            IEnumerable<Image> examples = null, Job job = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.synthesize(
                    ModelHandle.Of(this), call.Targets(this, targets), ImageHandle.Of(start),
                    call.Images(examples), call.Options(options), running)));
        }

        // C: cnnviz_dream
        /// <summary>Deep dream (Mordvintsev, Olah, Tyka 2015): gradient ascent on the target, from
        /// the smallest octave to the picture's own size: x = the picture at the octave's size +
        /// what was dreamed before, enlarged each step: x rolled by a random offset; x &lt;- clip(x
        /// + step g / mean|g|, 0, 255), g the gradient with respect to the levels; rolled back Only
        /// the layers up to the target are computed, at the picture's own size: its preprocessing
        /// normalizes levels and orders colors, but does not resize. <c>picture</c> may be of any
        /// size up to 64 Mpixel; null: a dream from noise, gray with a deviation of 10 levels.
        /// Pictures of more than a tile are seen through tiles of one size, whose borders lie
        /// elsewhere in every step; a step is made of the gradient of all of them. <c>target</c> is
        /// a sum of layer:LAYER, channel:LAYER:c and direction:LAYER@FILE.npy terms with weights;
        /// null: the middle one of the blocks whose maps are a sixteenth as large as the picture.
        /// <c>guide</c> (null: none), preprocessed as for the network: where the target is layers,
        /// each position is drawn towards the guide's activation that it matches best (largest
        /// product), not towards its own.</summary>
        /// <remarks><para>Tensors: "input", the dream as the network's input, [1, C, H, W] or [1,
        /// H, W, C], not rounded; "objective" [steps done], the target before every step. Image:
        /// "picture", of the picture's size.</para>
        /// <para>Document: in "parameters" the options as they were used, and "octaves_chosen",
        /// "start": "picture" or "noise", "guide": its size or null; "size"; "octaves": their
        /// sizes, the smallest first; "tiles": how many at the picture's own size; "exact": whether
        /// the overlap is as long as the layers' units see, so that tiles give the gradient of the
        /// whole picture; "target_chosen"; "targets": one, with the score of the last step; "seed";
        /// "completed", and where it is false "reason": "cancelled" or "not finite", "octave" and
        /// "step", counted from 1. The job counts tiles of all steps. Errors as in explain.h, and:
        /// INVALID_ARGUMENT (a target that is no sum over positions, a layer that cannot be
        /// computed at the size of the picture or of an octave: the message says which size would
        /// do), UNSUPPORTED (a network that takes no pictures), NOT_FINITE (naming the step), LIMIT
        /// (the pictures of the dream count against max_memory).</para></remarks>
        public Result Dream(Image picture = null, Targets target = null, DreamOptions options = null,
            Image guide = null, Job job = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.dream(
                    ModelHandle.Of(this), ImageHandle.Of(picture), ImageHandle.Of(guide),
                    call.Target(this, target), call.Options(options), running)));
        }
    }
}
