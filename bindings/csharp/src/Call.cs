using System;
using System.Collections.Generic;
using System.Threading;

namespace Cnnviz
{
    /// <summary>What one native call needs besides the objects it is given; gone when it has
    /// returned.</summary>
    internal sealed class Call : IDisposable
    {
        private readonly List<IDisposable> made = new List<IDisposable>(4);

        /// <summary>A call that can be stopped, by its job and by a token: then its exception is .NET's
        /// own.</summary>
        internal static T Run<T>(Job job, CancellationToken cancellation, Func<Call, JobHandle, T> action)
        {
            using (var call = new Call())
            {
                if (!cancellation.CanBeCanceled)
                {
                    return action(call, JobHandle.Of(job));
                }
                Job stopped = job ?? call.Keep(new Job());
                JobHandle handle = JobHandle.Of(stopped);
                call.Keep(cancellation.Register(stopped.TryCancel));
                try
                {
                    return action(call, handle);
                }
                catch (CancelledException failure) when (cancellation.IsCancellationRequested)
                {
                    throw new OperationCanceledException(failure.Message, failure, cancellation);
                }
            }
        }

        internal MemoryHandle Options(Options options)
        {
            return options == null ? MemoryHandle.None : Keep(options.Make());
        }

        /// <summary>The network's input: of a picture what preprocessing makes of it.</summary>
        internal TensorHandle Input(Model model, Input input)
        {
            return input is Image image
                ? Keep(Native.model_preprocess(ModelHandle.Of(model), ImageHandle.Of(image)))
                : TensorHandle.Of((Tensor)input);
        }

        internal TargetsHandle Targets(Model model, Targets targets)
        {
            return targets == null ? Null.Targets : Keep(targets.Make(ModelHandle.Of(model)));
        }

        internal TargetHandle Target(Model model, Targets target)
        {
            return target == null ? TargetHandle.Of(null) : target.Single(ModelHandle.Of(model), this);
        }

        internal ImagesHandle Images(IEnumerable<Image> images)
        {
            if (images == null)
            {
                return Null.Images;
            }
            ImagesHandle list = Keep(Native.images_create());
            foreach (Image image in images)
            {
                Native.images_add(list, ImageHandle.Of(image));
            }
            return list;
        }

        internal TensorsHandle Tensors(IEnumerable<KeyValuePair<string, Tensor>> tensors)
        {
            if (tensors == null)
            {
                return Null.Tensors;
            }
            TensorsHandle list = Keep(Native.tensors_create());
            foreach (KeyValuePair<string, Tensor> named in tensors)
            {
                Native.tensors_add(list, named.Key, TensorHandle.Of(named.Value));
            }
            return list;
        }

        internal T Keep<T>(T thing) where T : IDisposable
        {
            made.Add(thing);
            return thing;
        }

        public void Dispose()
        {
            for (int i = made.Count - 1; i >= 0; --i)
            {
                made[i].Dispose();
            }
        }

        /// <summary>Handles that are NULL to the library.</summary>
        private static class Null
        {
            internal static readonly TargetsHandle Targets = new TargetsHandle();
            internal static readonly ImagesHandle Images = new ImagesHandle();
            internal static readonly TensorsHandle Tensors = new TensorsHandle();
        }

        /// <summary>The bytes of a native block, which is freed.</summary>
        internal static byte[] Take(BytesHandle block)
        {
            using (block)
            {
                byte[] copy = new byte[Native.bytes_size(block)];
                using (var pinned = new Pinned(copy))
                {
                    Native.bytes_copy(pinned.Address, copy.LongLength, block);
                }
                return copy;
            }
        }
    }
}
