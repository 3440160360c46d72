using System.Collections.Generic;

namespace Cnnviz
{
    /// <summary>What is being explained, made by <see cref="Model.Target(string)"/> for that model alone. A
    /// selector is one of those below, or a sum of them with " + " and " - ", each with a weight if need be:
    /// "class:281 - 0.5*class:285".</summary>
    /// <remarks><code>
    /// top                       the logit of the class that is best for the image, decided once, on the unmodified
    ///                           image; of a segmentation network the class that wins the most positions
    /// class:281  class:tabby    the logit of a class, by number or label
    /// prob:281  prob:top        its probability
    /// class:15@predicted        of a segmentation network: the mean over the positions that the class wins
    /// neuron:LAYER:c,y,x        one unit; without y,x the center
    /// channel:LAYER:c           the mean of a channel over its positions
    /// channel:LAYER:c@max       its strongest position
    /// layer:LAYER               half the sum of squares of a layer
    /// direction:LAYER@FILE.npy  the mean over positions of the product with a vector of its channels
    /// mask:LAYER:c@FILE.npy     the sum over positions of mask[y, x] A[c, y, x]
    /// tensor:NAME[i,j,...]      one element (indices without the batch axis)
    /// </code>LAYER is a tensor's name, else a node's; "..." quotes one. LAYER@pre and LAYER@post choose before or
    /// after the activation that follows.</remarks>
    public sealed class Target : NativeObject
    {
        internal Target(TargetHandle handle) : base(handle)
        {
        }

        /// <summary>The selector as it was given.</summary>
        public string Selector => Native.target_selector(TargetHandle.Of(this));

        /// <summary>For people.</summary>
        public override string ToString()
        {
            return IsDisposed ? "Target, disposed" : $"Target {Selector}";
        }
    }

    /// <summary>One or more targets of a call: a text such as <c>"class:tabby"</c>, one selector a line, a <see
    /// cref="Target"/>, or several of them. Null is the best class.</summary>
    public sealed class Targets
    {
        private readonly string selectors;
        private readonly IReadOnlyList<Target> targets;

        private Targets(string selectors, IReadOnlyList<Target> targets)
        {
            this.selectors = selectors;
            this.targets = targets;
        }

        /// <summary>A list of any kind.</summary>
        public static Targets Of(IEnumerable<Target> targets)
        {
            return targets == null ? null : new Targets(null, new List<Target>(targets));
        }

        /// <summary>Selectors, one a line.</summary>
        public static implicit operator Targets(string selectors)
        {
            return selectors == null ? null : new Targets(selectors, null);
        }

        /// <summary>One target.</summary>
        public static implicit operator Targets(Target target)
        {
            return target == null ? null : new Targets(null, new[] { target });
        }

        /// <summary>One for all images, or one for each.</summary>
        public static implicit operator Targets(Target[] targets)
        {
            return Of(targets);
        }

        /// <summary>One for all images, or one for each.</summary>
        public static implicit operator Targets(List<Target> targets)
        {
            return Of(targets);
        }

        internal TargetsHandle Make(ModelHandle model)
        {
            if (selectors != null)
            {
                return Native.targets_parse(model, selectors);
            }
            TargetsHandle list = Native.targets_create();
            try
            {
                foreach (Target target in targets)
                {
                    Native.targets_add(list, TargetHandle.Of(target));
                }
                return list;
            }
            catch
            {
                list.Dispose();
                throw;
            }
        }

        /// <summary>The only one, of a method that takes no more.</summary>
        internal TargetHandle Single(ModelHandle model, Call call)
        {
            if (selectors != null)
            {
                return call.Keep(Native.target_parse(model, selectors));
            }
            if (targets.Count != 1)
            {
                throw new InvalidArgumentException($"one target is needed, not {targets.Count}");
            }
            return TargetHandle.Of(targets[0]);
        }
    }
}
