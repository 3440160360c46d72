using System.Collections.Generic;
using System.Threading;

namespace Cnnviz
{
    /// <summary>A collection of images, opened for reading. Jobs, options and names may be left out. (Another SQLite
    /// must not have the file open in the same process: two copies void each other's locks.)</summary>
    public sealed class Corpus : NativeObject
    {
        static Corpus()
        {
            NativeLibrary.Load();
        }

        // C: cnnviz_corpus_open
        /// <summary>Errors: <see cref="NotFoundException"/>, <see cref="CorruptException"/> (no
        /// collection, or a damaged one), <see cref="UnsupportedException"/> (of a later version),
        /// <see cref="IoException"/> (another process writes it).</summary>
        public Corpus(string path) : base(Native.corpus_open(path))
        {
        }

        // C: cnnviz_corpus_json
        /// <summary>About the collection when it was opened, as a JSON object, as long as the
        /// handle lives; null on failure. Keys: "collection" (its path), "root", "model": {"path",
        /// "sha256"}, "preprocessing", "strongest", "layers": [{"layer", "channels", "rows",
        /// "columns"}], "features": [{"tensor", "width"}], "images": {"indexed", "pending",
        /// "unreadable"}, "labels": how many.</summary>
        public string Json => Native.corpus_json(CorpusHandle.Of(this));

        // C: cnnviz_corpus_image_count
        /// <summary>How many images were indexed when it was opened; -1 on failure. They are
        /// numbered from 0.</summary>
        public long ImageCount => Native.corpus_image_count(CorpusHandle.Of(this));

        // C: cnnviz_corpus_index
        /// <summary>Indexes images into the collection <c>path</c>, which is made where it does not
        /// exist, else continued: what is indexed already is not done again. <c>images</c>: a list
        /// of picture files; folders, searched with all below them for .png, .jpg and .jpeg files
        /// (hidden ones are left out); and "@FILE", a text file with one of these a line ("@-" is
        /// standard input). null: none, only what an interrupted run has left. <c>layers</c>: a
        /// list of tensors or nodes whose strongest responses are kept; null: those that the
        /// collection has, or for a new one the model's last map. <c>features</c>: likewise the
        /// tensors whose values are kept for each image, of maps the mean over all positions; null:
        /// the penultimate one. The model must have been opened by its path. Every image is
        /// computed alone, on one thread; several at once, as many as the model has threads (one
        /// under max_memory). What is done is kept every few seconds: a call that fails or is
        /// cancelled, and a process that is killed, lose no more than that. While it runs nobody
        /// else can read or write the collection.</summary>
        /// <remarks><para>Document: "collection"; in "parameters" layers, features, strongest,
        /// shard, shards, refresh, as used; "found": pictures that <c>images</c> names; "indexed",
        /// "unreadable": by this call; "changed" and "vanished": names of images whose files are
        /// others, or gone; "failures": [{"image", "error"}], at most 1000 of the unreadable ones;
        /// "images": {"indexed", "pending", "unreadable"} of the collection. Images that cannot be
        /// read are no error: the next call tries them again. The job counts images.</para>
        /// <para>Errors: <see cref="MismatchException"/> (the collection is of another model, or of
        /// other settings), <see cref="NotFoundException"/> (a layer, a file or folder), <see
        /// cref="InvalidArgumentException"/> (no picture anywhere; a tensor without channels), <see
        /// cref="IoException"/> (a collection that another process writes; no space left), <see
        /// cref="CorruptException"/>, <see cref="UnsupportedException"/>, <see
        /// cref="LimitException"/>, <see cref="OutOfNativeMemoryException"/>, <see
        /// cref="CancelledException"/>, <see cref="ForkedException"/>.</para></remarks>
        public static Result Index(Model model, string path, IEnumerable<string> images = null,
            IEnumerable<string> layers = null, IEnumerable<string> features = null, IndexOptions options = null,
            Job job = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.corpus_index(
                    ModelHandle.Of(model), path, Text.List(images), Text.List(layers), Text.List(features),
                    call.Options(options), running)));
        }

        // C: cnnviz_corpus_merge
        /// <summary>Writes the collection of all images of <c>sources</c>, a list of collections
        /// indexed with the same model and settings, to <c>path</c>; it appears complete or not at
        /// all. The answers are those of one index of all images.</summary>
        /// <remarks><para>Document: "collection", "sources", "images" as above. The job counts
        /// sources.</para>
        /// <para>Errors: <see cref="NotFoundException"/>, <see cref="MismatchException"/> (other
        /// settings; an image that is not the same file in two of them), <see
        /// cref="InvalidArgumentException"/> (<c>path</c> is one of the sources), <see
        /// cref="IoException"/>, <see cref="CorruptException"/>, <see
        /// cref="CancelledException"/>.</para></remarks>
        public static Result Merge(string path, IEnumerable<string> sources, Job job = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.corpus_merge(
                    path, Text.List(sources), running)));
        }

        // C: cnnviz_corpus_find
        /// <summary>The number of the image at <c>path</c>, given as for <c>Corpus.Index</c>, or of
        /// the one whose name in the collection that is; -1 on failure: NOT_FOUND where it is not
        /// in the collection.</summary>
        public long Find(string path)
        {
            return Native.corpus_find(CorpusHandle.Of(this), path);
        }

        // C: cnnviz_corpus_images
        /// <summary>Images <c>first</c> to <c>first + count - 1</c>; <c>count</c> -1: to the
        /// last.</summary>
        /// <remarks><para>Document: "images": [{"number", "image" (its name), "path" (where its
        /// file is), "width", "height", "bytes", "sha256", "classes": [{"class", "label",
        /// "probability", "logit"}]}].</para>
        /// <para>Errors: <see cref="InvalidArgumentException"/> (no such images).</para></remarks>
        public Result Images(long first = 0, long count = -1)
        {
            return new Result(Native.corpus_images(CorpusHandle.Of(this), first, count));
        }

        // C: cnnviz_corpus_picture
        /// <summary>The picture of an image, read from its file. <c>root</c>: the folder that
        /// relative names are seen from now; null: the collection's.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (no such image), <see
        /// cref="MismatchException"/> (the file is another one than when it was indexed), <see
        /// cref="NotFoundException"/> and <see cref="IoException"/> (it is gone).</remarks>
        public Image Picture(long number, string root = null)
        {
            return new Image(Native.corpus_picture(CorpusHandle.Of(this), number, root));
        }

        // C: cnnviz_corpus_features
        /// <summary>Tensor "features" [count, width] of these images, a row for each; <c>tensor</c>
        /// null: the collection's only ones.</summary>
        /// <remarks>Errors: <see cref="NotFoundException"/> (the collection has none of that
        /// tensor), <see cref="InvalidArgumentException"/> (no such images; several tensors), <see
        /// cref="OutOfNativeMemoryException"/> (ask for fewer at once), <see
        /// cref="CorruptException"/>.</remarks>
        public Result Features(string tensor = null, long first = 0, long count = -1)
        {
            return new Result(Native.corpus_features(CorpusHandle.Of(this), tensor, first, count));
        }

        // C: cnnviz_corpus_strongest
        /// <summary>The strongest responses of <c>channels</c> channels of a layer from
        /// <c>firstChannel</c> on: at most <c>count</c> (0: all that are kept), strongest first.
        /// <c>layer</c> null: the collection's only one.</summary>
        /// <remarks><para>Tensors: "values" [channels, count], NaN where there are fewer; "images"
        /// int64 [channels, count], numbers of images, -1 likewise; "positions" int64 [channels,
        /// count, 2], row and column in the layer's map.</para>
        /// <para>Errors: <see cref="NotFoundException"/>, <see
        /// cref="InvalidArgumentException"/>.</para></remarks>
        public Result Strongest(string layer, long firstChannel, long channels, long count = 0)
        {
            return new Result(
                Native.corpus_strongest(CorpusHandle.Of(this), layer, firstChannel, channels, count));
        }

        // C: cnnviz_corpus_embed
        /// <summary>The same for pictures that need not be in the collection: "features" [count,
        /// width] as an index would store them, bit for bit, and what the network sees in them.
        /// <c>model</c> is the collection's.</summary>
        /// <remarks><para>Document: "tensor"; "images": [{"classes": as above}]. The job counts
        /// images.</para>
        /// <para>Errors also: <see cref="MismatchException"/> (another model, or other settings for
        /// pictures).</para></remarks>
        public Result Embed(Model model, IEnumerable<Image> images, string tensor = null, Job job = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.corpus_embed(
                    CorpusHandle.Of(this), ModelHandle.Of(model), call.Images(images), tensor, running)));
        }

        // C: cnnviz_corpus_neighbors
        /// <summary>The nearest images of the collection by the features <c>tensor</c> (null: its
        /// only ones). <c>queries</c>: numbers of images, int64 [q], each of which gets its
        /// neighbors among the others; vectors of features, float32 [q, width], of any pictures; or
        /// null: all images ask. Tensors and document as of <c>Neighbors</c> (embed.h), "indices"
        /// are numbers of images; also "tensor". The exact search reads the features in blocks,
        /// once for about every 64 MB of those that ask, and holds about 200 MB besides the
        /// answers; the approximate one holds all features twice, and 150 bytes of links for each
        /// image.</summary>
        /// <remarks>Errors: <see cref="NotFoundException"/> (no such features), <see
        /// cref="InvalidArgumentException"/> (an image that is not there, vectors of another width,
        /// a count outside 1 to the number of images), <see cref="NotFiniteException"/> (features
        /// that a network has left infinite or NaN), <see cref="CorruptException"/>, <see
        /// cref="OutOfNativeMemoryException"/>, <see cref="CancelledException"/>, <see
        /// cref="ForkedException"/>.</remarks>
        public Result Neighbors(Tensor queries = null, string tensor = null, NeighborsOptions options = null,
            Job job = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.corpus_neighbors(
                    CorpusHandle.Of(this), tensor, TensorHandle.Of(queries), call.Options(options), running)));
        }

        // C: cnnviz_corpus_patches
        /// <summary>What the strongest responses of channels have seen: each cut out at the exact
        /// receptive field of its unit (of a concatenation only of the branch that the channel
        /// comes from), gray where it reaches beyond the picture; a field longer than the view
        /// gives the whole axis. <c>root</c>: the folder that relative names are seen from now;
        /// null: the collection's. <c>model</c> is the collection's.</summary>
        /// <remarks><para>Tensors: "values", "images", "positions" as above; "boxes" int64
        /// [channels, count, 4]: x0, y0, x1, y1 of the field in the network's view, x1 and y1 not
        /// included, not clipped; "photo_boxes" float32 [channels, count, 4]: the same edges in the
        /// original picture's pixels; "signal/C/R" [planes, h, w] for channel C and rank R: d unit
        /// / d input under the rule, over the patch. Pictures: "patch/C/R". Both are absent where
        /// the image's file is gone or another one: the document says so.</para>
        /// <para>Document: "layer", "rule"; "patches": for each channel [{"image", "path", "value",
        /// "position", "box", "photo_box", "width", "height" (of the whole picture), "class",
        /// "label", "again" (the response, computed again)}] or {"image", "problem"}. The job
        /// counts images.</para>
        /// <para>Errors also: <see cref="MismatchException"/> (another model).</para></remarks>
        public Result Patches(Model model, string layer, long firstChannel, long channels,
            PatchesOptions options = null, string root = null, Job job = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.corpus_patches(
                    CorpusHandle.Of(this), ModelHandle.Of(model), layer, firstChannel, channels, root,
                    call.Options(options), running)));
        }
    }
}
