using System.Collections.Generic;
using System.Text;
using System.Threading;

namespace Cnnviz
{
    /// <summary>Points of many dimensions: their neighbors, and maps of them.</summary>
    public static class Embedding
    {
        static Embedding()
        {
            NativeLibrary.Load();
        }

        // C: cnnviz_neighbors
        /// <summary>The nearest among <c>points</c> of each row of <c>queries</c> [q, d]; queries
        /// null: of each point among the others (a duplicate is a neighbor at distance 0). Ordered
        /// by distance, equal ones by index.</summary>
        /// <remarks><para>Tensors: "indices" int64 [q, count]; "distances" [q, count].</para>
        /// <para>Document: "exact"; "recall", the share of the true neighbors found, measured on
        /// "recall_rows" rows where the search is approximate; in "parameters" count, metric,
        /// search.</para>
        /// <para>Errors: <see cref="InvalidArgumentException"/> (shapes, a count outside 1 to the
        /// number of points), <see cref="NotFiniteException"/>, <see cref="LimitException"/>, <see
        /// cref="OutOfNativeMemoryException"/>, <see cref="CancelledException"/>, <see
        /// cref="ForkedException"/>.</para></remarks>
        public static Result Neighbors(Tensor points, Tensor queries = null, NeighborsOptions options = null,
            Job job = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(Native.neighbors(
                TensorHandle.Of(points), TensorHandle.Of(queries), call.Options(options), running)));
        }

        // C: cnnviz_tsne
        /// <summary>t-SNE (van der Maaten &amp; Hinton 2008; Barnes-Hut: van der Maaten 2014): a
        /// map of the points in the plane on which near ones stay near. Affinities of the 3 *
        /// perplexity nearest neighbors, gradient descent on the KL divergence with momentum and
        /// gains.</summary>
        /// <remarks><para>Tensors: "coordinates" [n, 2], their mean at the origin.</para>
        /// <para>Document: "kl_divergence"; "forces", "neighbors" (of each point),
        /// "exact_neighbors" and "graph_recall"; with <c>Quality</c> "trustworthiness" and
        /// "recall", each {"value", "neighbors"}, of "quality_rows" points (docs/tsne.md says what
        /// they mean); in "parameters" the options as used. "warnings" tells of points that are all
        /// equal, and of duplicates that outnumber the perplexity.</para>
        /// <para>Errors: <see cref="InvalidArgumentException"/> (fewer than 4 points, a perplexity
        /// too large), <see cref="NotFiniteException"/> (of the points; a learning rate that makes
        /// the map diverge), <see cref="OutOfNativeMemoryException"/>, <see
        /// cref="CancelledException"/>, <see cref="ForkedException"/>.</para></remarks>
        public static Result Tsne(Tensor points, TsneOptions options = null, Job job = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Result(
                Native.tsne(TensorHandle.Of(points), call.Options(options), running)));
        }

        // C: cnnviz_embedding_grid
        /// <summary>A map's points [n, 2] moved to the cells of a grid: int64 [rows, columns], for
        /// each cell the index of its point, or -1. The points are scaled by their bounding box to
        /// the grid's, the second coordinate upward. No point is used twice; where there are more
        /// cells than points some stay empty, where there are fewer some points are left
        /// out.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/>, <see
        /// cref="NotFiniteException"/>, <see cref="LimitException"/> (OPTIMAL beyond its limit),
        /// <see cref="CancelledException"/>.</remarks>
        public static Tensor Grid(Tensor coordinates, int rows, int columns, GridRule rule = GridRule.Nearest,
            Job job = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Call.Run(job, cancellationToken, (call, running) => new Tensor(
                Native.embedding_grid(TensorHandle.Of(coordinates), rows, columns, (int)rule, running)));
        }

        // C: cnnviz_embedding_draw
        /// <summary>A picture of a map's points [n, 2]. <c>labels</c> (int64 [n], null: none) are
        /// their classes, 0 to 9999, or -1 for none; each class has a color, and its name stands in
        /// the legend: <c>labelNames</c> lists them, separated by commas, by index (null: the
        /// numbers).</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/>, <see
        /// cref="NotFiniteException"/>.</remarks>
        public static Image Draw(Tensor coordinates, Tensor labels = null, IEnumerable<string> labelNames = null,
            PlotOptions options = null)
        {
            using (var call = new Call())
            {
                return new Image(Native.embedding_draw(TensorHandle.Of(coordinates), TensorHandle.Of(labels),
                    Text.List(labelNames), call.Options(options)));
            }
        }

        // C: cnnviz_embedding_mosaic
        /// <summary>Pictures side by side: <c>cells</c> as of <c>Embedding.Grid</c>, indices into
        /// <c>images</c>. Each shows the middle square of its picture.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (an index that is not in the
        /// list), <see cref="LimitException"/>.</remarks>
        public static Image Mosaic(Tensor cells, IEnumerable<Image> images, PlotOptions options = null)
        {
            using (var call = new Call())
            {
                return new Image(Native.embedding_mosaic(
                    TensorHandle.Of(cells), call.Images(images), call.Options(options)));
            }
        }

        // C: cnnviz_embedding_page
        /// <summary>A map as one HTML page (UTF-8) that loads nothing: zoom, drag, point at a point
        /// for its caption, show and hide classes, find. Labels as of <c>Embedding.Draw</c>.
        /// <c>images</c> (null: none) has a picture for each point, shown once there is room; small
        /// copies go into the page. <c>captions</c> (null: none) has a text for each point,
        /// separated by commas; <c>title</c> and <c>note</c> (null: none) stand above the
        /// map.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (another number of pictures,
        /// labels or captions), <see cref="NotFiniteException"/>.</remarks>
        public static string Page(Tensor coordinates, Tensor labels = null, IEnumerable<string> labelNames = null,
            IEnumerable<Image> images = null, IEnumerable<string> captions = null, string title = null,
            string note = null, PlotOptions options = null)
        {
            using (var call = new Call())
            {
                return Encoding.UTF8.GetString(Call.Take(Native.embedding_page(
                    TensorHandle.Of(coordinates), TensorHandle.Of(labels), Text.List(labelNames),
                    call.Images(images), Text.List(captions), title, note, call.Options(options))));
            }
        }
    }
}
