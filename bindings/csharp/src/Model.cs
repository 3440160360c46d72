using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Cnnviz
{
    /// <summary>A convolutional network, opened from an ONNX file. It never changes, and any number of threads may
    /// use it at once.</summary>
    /// <remarks>Everything but the input may be left out or null: targets (the best class), a layer (a sensible
    /// one), options (the defaults), a job (none). Selectors of targets are described at <see
    /// cref="Cnnviz.Target"/>. Lists of names or pictures are collections here. A call
    /// whose token is cancelled throws an <see cref="OperationCanceledException"/>, one whose job is cancelled a
    /// <see cref="CancelledException"/>.</remarks>
    public sealed partial class Model : NativeObject
    {
        private IReadOnlyList<string> labels;

        static Model()
        {
            NativeLibrary.Load();
        }

        // C: cnnviz_model_open
        /// <summary>Opens an ONNX file (opsets 7 and newer) with its sidecar, if any. External data
        /// files are read from below the model's folder only. The file stays mapped while the model
        /// lives: replace model files, do not overwrite them. The network's input is x = (pixel *
        /// range / 255 - mean) / std for each channel, and <c>settings</c> states how, or is null.
        /// It is one of the name of a preset: "imagenet" (RGB, range 1, mean 0.485 0.456 0.406, std
        /// 0.229 0.224 0.225), "caffe" (BGR, range 255, mean 104 117 123), "tf" (RGB, range 255,
        /// mean 127.5, std 127.5), "unit" (range 1), "raw" (range 255); the path of a JSON file in
        /// the form of a sidecar; such a JSON object itself, beginning with <c>{</c>. A sidecar's
        /// keys, every one optional: "size": [H, W], "color": "RGB" | "BGR" | "GRAY", "range": 1 |
        /// 255, "mean": [...], "std": [...], "resize": "shorter" | "stretch" | "letterbox",
        /// "resize_to": n, "labels": a file with one class a line (relative to the JSON file's
        /// folder), "penultimate": a tensor. An object in <c>settings</c> may also have "preset":
        /// the name of a preset or the path of a file that the other keys change. What
        /// <c>settings</c> leave open comes from the sidecar, then from the ONNX metadata. Where
        /// none of them states range, mean or std, the preset "imagenet" is assumed, and the
        /// model's and all results' documents say so.</summary>
        /// <remarks>Errors: <see cref="NotFoundException"/> (the file, a preset, a label file),
        /// <see cref="IoException"/>, <see cref="CorruptException"/> (no ONNX file, or a broken
        /// one; a broken sidecar), <see cref="UnsupportedException"/> (one message with all unknown
        /// operators and the names of their nodes), <see cref="InvalidArgumentException"/>
        /// (settings out of range, or not fitting the model), <see cref="LimitException"/>, <see
        /// cref="OutOfNativeMemoryException"/>.</remarks>
        public Model(string path, string settings = null, ModelOptions options = null)
            : base(Open(path, settings, options))
        {
        }

        // C: cnnviz_model_open_memory
        /// <summary>Opens the <c>length</c> bytes of an ONNX file, which are copied. External data
        /// is refused, and there is no sidecar.</summary>
        /// <remarks>Errors: as <c>Model.Open</c>.</remarks>
        public Model(byte[] file, string settings = null, ModelOptions options = null)
            : base(OpenMemory(file, settings, options))
        {
        }

        /// <summary>The same from <c>length</c> bytes at an address.</summary>
        public Model(IntPtr file, long length, string settings = null, ModelOptions options = null)
            : base(OpenMemory(file, length, settings, options))
        {
        }

        // C: cnnviz_model_json
        /// <summary>About the model as a JSON object, as long as the handle lives; null on failure.
        /// Keys: "path" (null from memory), "producer", "opset", "ir_version", "parameters"
        /// (numbers in the weights), "inputs" and "outputs" (lists of {"name", "dtype", "shape"},
        /// open extents null; outputs have names alone), "preprocessing" (as in results), "head"
        /// ({"output", "logits", "probabilities", "kind": "none" | "softmax" | "log_softmax" |
        /// "sigmoid", "class_axis", "classes"}), "labels" (how many), "default_layer" (what
        /// Grad-CAM takes), "penultimate", "warnings".</summary>
        public string Json => Native.model_json(ModelHandle.Of(this));

        /// <summary>What the channels of the network's picture input mean.</summary>
        public ColorOrder ColorOrder => (ColorOrder)Native.model_color_order(ModelHandle.Of(this));

        /// <summary>The graph's real inputs, those without an initializer.</summary>
        public IReadOnlyList<ModelInput> Inputs
        {
            get
            {
                ModelHandle model = ModelHandle.Of(this);
                return Enumerable.Range(0, Native.model_input_count(model))
                    .Select(i => new ModelInput(model, i)).ToList();
            }
        }

        /// <summary>The names of the graph's outputs.</summary>
        public IReadOnlyList<string> Outputs
        {
            get
            {
                ModelHandle model = ModelHandle.Of(this);
                return Enumerable.Range(0, Native.model_output_count(model))
                    .Select(i => Native.model_output_name(model, i)).ToList();
            }
        }

        /// <summary>Class labels, by class; empty where there are none.</summary>
        public IReadOnlyList<string> Labels
        {
            get
            {
                ModelHandle model = ModelHandle.Of(this);
                if (labels == null)
                {
                    var found = new string[Native.model_label_count(model)];
                    for (int i = 0; i < found.Length; ++i)
                    {
                        found[i] = Native.model_label(model, i);
                    }
                    labels = Array.AsReadOnly(found);
                }
                return labels;
            }
        }

        // C: cnnviz_model_layers
        /// <summary>Lists them for the shape of <c>input</c>, or (null) for the size that the
        /// preprocessing states and one image.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (the network cannot take that
        /// shape), <see cref="UnsupportedException"/>.</remarks>
        public IReadOnlyList<Layer> Layers(Input input = null)
        {
            using (var call = new Call())
            {
                return Layer.Take(Native.model_layers(ModelHandle.Of(this), call.Input(this, input)));
            }
        }

        // C: cnnviz_model_preprocess
        /// <summary>The network's input [1, C, H, W] (or [1, H, W, C] where it is declared so) for
        /// a picture: resized (antialiased bilinear) and cropped as the settings say, alpha
        /// dropped, gray and color converted, normalized.</summary>
        /// <remarks>Errors: <see cref="UnsupportedException"/> (the model's input is no picture),
        /// <see cref="OutOfNativeMemoryException"/>.</remarks>
        public Tensor Preprocess(Image image)
        {
            return new Tensor(Native.model_preprocess(ModelHandle.Of(this), ImageHandle.Of(image)));
        }

        // C: cnnviz_model_preprocess_images
        /// <summary>The same for a list of N pictures: [N, C, H, W].</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (an empty list), and as
        /// above.</remarks>
        public Tensor Preprocess(IEnumerable<Image> images)
        {
            using (var call = new Call())
            {
                return new Tensor(Native.model_preprocess_images(ModelHandle.Of(this), call.Images(images)));
            }
        }

        // C: cnnviz_model_view
        /// <summary>The part of a picture that the network sees, in the proportions of its input,
        /// from the picture's own pixels: what to lay a map over. <c>side</c> is the longer side of
        /// the view in pixels, 0: the network's own size.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (a negative side), <see
        /// cref="UnsupportedException"/>, <see cref="LimitException"/>, <see
        /// cref="OutOfNativeMemoryException"/>.</remarks>
        public Image View(Image image, int side = 0)
        {
            return new Image(Native.model_view(ModelHandle.Of(this), ImageHandle.Of(image), side));
        }

        // C: cnnviz_model_picture
        /// <summary>The picture (gray or RGB) that an input of the network stands for:
        /// normalization undone, rounded and clipped to 0..255. <c>input</c> is [N, C, H, W] (or
        /// channels last), <c>index</c> the image, 0 to N-1.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/>, <see
        /// cref="UnsupportedException"/> (not 1 or 3 channels).</remarks>
        public Image Picture(Tensor input, long index = 0)
        {
            return new Image(Native.model_picture(ModelHandle.Of(this), TensorHandle.Of(input), index));
        }

        // C: cnnviz_target_parse
        /// <summary>Parses a selector.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (not of these forms; an index
        /// out of range; several classes match), <see cref="NotFoundException"/> (a layer, class or
        /// file; the nearest are named), <see cref="IoException"/> and <see
        /// cref="CorruptException"/> (a file), <see cref="UnsupportedException"/> (the model has no
        /// classes).</remarks>
        public Target Target(string selector)
        {
            return new Target(Native.target_parse(ModelHandle.Of(this), selector));
        }

        // C: cnnviz_target_from_seed
        /// <summary>The target &lt;A, seed&gt; of a tensor A (by tensor or node name), whose
        /// derivative with respect to A is the seed itself. <c>seed</c> has A's shape; its first
        /// axis is 1, or the number of images.</summary>
        /// <remarks>Errors: <see cref="NotFoundException"/>, <see
        /// cref="InvalidArgumentException"/>.</remarks>
        public Target Target(string name, Tensor seed)
        {
            return new Target(Native.target_from_seed(ModelHandle.Of(this), name, TensorHandle.Of(seed)));
        }

        // C: cnnviz_model_run
        /// <summary>Runs the network forward from any tensors to any tensors. <c>feeds</c> (null or
        /// empty: none, for graphs without inputs) are inputs or inner tensors by name; an inner
        /// one cuts the graph there, and only what the wanted tensors need is computed.
        /// <c>wanted</c> is a comma-separated list of tensor or node names ("..." quotes a name
        /// with commas); null: the graph's outputs. The result has one tensor under each wanted
        /// name, in that order. Integer and boolean tensors come as int64.</summary>
        /// <remarks>Errors: <see cref="NotFoundException"/> (a name), <see
        /// cref="InvalidArgumentException"/> (a feed of a wrong type or shape, an input that is
        /// needed but not fed, a name twice), <see cref="UnsupportedException"/>, <see
        /// cref="LimitException"/>, <see cref="OutOfNativeMemoryException"/>, <see
        /// cref="CancelledException"/>, <see cref="ForkedException"/>.</remarks>
        public Result Run(IReadOnlyDictionary<string, Tensor> feeds, IEnumerable<string> wanted = null,
            Job job = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.model_run(ModelHandle.Of(this), call.Tensors(feeds), Text.List(wanted), running)));
        }

        /// <summary>For people.</summary>
        public override string ToString()
        {
            return IsDisposed
                ? "Model, disposed"
                : $"Model of {string.Join(", ", Inputs)} to {string.Join(", ", Outputs)}";
        }

        private static ModelHandle Open(string path, string settings, ModelOptions options)
        {
            using (var call = new Call())
            {
                return Native.model_open(path, settings, call.Options(options));
            }
        }

        private static ModelHandle OpenMemory(byte[] file, string settings, ModelOptions options)
        {
            using (var pinned = new Pinned(file))
            {
                return OpenMemory(pinned.Address, file?.LongLength ?? 0, settings, options);
            }
        }

        private static ModelHandle OpenMemory(
            IntPtr file, long length, string settings, ModelOptions options)
        {
            using (var call = new Call())
            {
                return Native.model_open_memory(file, length, settings, call.Options(options));
            }
        }
    }
}
