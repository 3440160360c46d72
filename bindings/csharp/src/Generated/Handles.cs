// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
    internal sealed class BytesHandle : NativeHandle
    {
        protected override bool ReleaseHandle()
        {
            Native.delete_cnnviz_bytes(handle);
            return true;
        }
    }

    internal sealed class CorpusHandle : NativeHandle
    {
        private static readonly CorpusHandle None = new CorpusHandle();

        /// <summary>Of null a handle that is NULL to the library.</summary>
        internal static CorpusHandle Of(Corpus given)
        {
            return given == null ? None : (CorpusHandle)given.Open();
        }

        protected override bool ReleaseHandle()
        {
            Native.delete_cnnviz_corpus(handle);
            return true;
        }
    }

    internal sealed class FigureHandle : NativeHandle
    {
        private static readonly FigureHandle None = new FigureHandle();

        /// <summary>Of null a handle that is NULL to the library.</summary>
        internal static FigureHandle Of(Figure given)
        {
            return given == null ? None : (FigureHandle)given.Open();
        }

        protected override bool ReleaseHandle()
        {
            Native.delete_cnnviz_figure(handle);
            return true;
        }
    }

    internal sealed class ImageHandle : NativeHandle
    {
        private static readonly ImageHandle None = new ImageHandle();

        /// <summary>Of null a handle that is NULL to the library.</summary>
        internal static ImageHandle Of(Image given)
        {
            return given == null ? None : (ImageHandle)given.Open();
        }

        protected override bool ReleaseHandle()
        {
            Native.delete_cnnviz_image(handle);
            return true;
        }
    }

    internal sealed class ImagesHandle : NativeHandle
    {
        protected override bool ReleaseHandle()
        {
            Native.delete_cnnviz_images(handle);
            return true;
        }
    }

    internal sealed class JobHandle : NativeHandle
    {
        private static readonly JobHandle None = new JobHandle();

        /// <summary>Of null a handle that is NULL to the library.</summary>
        internal static JobHandle Of(Job given)
        {
            return given == null ? None : (JobHandle)given.Open();
        }

        protected override bool ReleaseHandle()
        {
            Native.delete_cnnviz_job(handle);
            return true;
        }
    }

    internal sealed class ModelHandle : NativeHandle
    {
        private static readonly ModelHandle None = new ModelHandle();

        /// <summary>Of null a handle that is NULL to the library.</summary>
        internal static ModelHandle Of(Model given)
        {
            return given == null ? None : (ModelHandle)given.Open();
        }

        protected override bool ReleaseHandle()
        {
            Native.delete_cnnviz_model(handle);
            return true;
        }
    }

    internal sealed class LayersHandle : NativeHandle
    {
        protected override bool ReleaseHandle()
        {
            Native.delete_cnnviz_layers(handle);
            return true;
        }
    }

    internal sealed class ResultHandle : NativeHandle
    {
        private static readonly ResultHandle None = new ResultHandle();

        /// <summary>Of null a handle that is NULL to the library.</summary>
        internal static ResultHandle Of(Result given)
        {
            return given == null ? None : (ResultHandle)given.Open();
        }

        protected override bool ReleaseHandle()
        {
            Native.delete_cnnviz_result(handle);
            return true;
        }
    }

    internal sealed class TargetHandle : NativeHandle
    {
        private static readonly TargetHandle None = new TargetHandle();

        /// <summary>Of null a handle that is NULL to the library.</summary>
        internal static TargetHandle Of(Target given)
        {
            return given == null ? None : (TargetHandle)given.Open();
        }

        protected override bool ReleaseHandle()
        {
            Native.delete_cnnviz_target(handle);
            return true;
        }
    }

    internal sealed class TargetsHandle : NativeHandle
    {
        protected override bool ReleaseHandle()
        {
            Native.delete_cnnviz_targets(handle);
            return true;
        }
    }

    internal sealed class TensorHandle : NativeHandle
    {
        private static readonly TensorHandle None = new TensorHandle();

        /// <summary>Of null a handle that is NULL to the library.</summary>
        internal static TensorHandle Of(Tensor given)
        {
            return given == null ? None : (TensorHandle)given.Open();
        }

        protected override bool ReleaseHandle()
        {
            Native.delete_cnnviz_tensor(handle);
            return true;
        }
    }

    internal sealed class TensorsHandle : NativeHandle
    {
        protected override bool ReleaseHandle()
        {
            Native.delete_cnnviz_tensors(handle);
            return true;
        }
    }
}
