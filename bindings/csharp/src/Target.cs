using System.Collections.Generic;

namespace Cnnviz
{
    /// <summary>What is being explained, made by <see cref="Model.Target(string)"/>.</summary>
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
