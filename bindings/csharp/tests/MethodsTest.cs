using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using static Cnnviz.Tests.Fixture;

namespace Cnnviz.Tests
{
    /// <summary>Every method once, its numbers those of the command line tool's --raw, bit for bit.</summary>
    [TestFixture]
    public class MethodsTest
    {
        private Model model;
        private Image cat;

        [TestFixtureSetUp]
        public void OpenBoth()
        {
            model = Fixture.Open();
            cat = new Image(Cat);
        }

        [TestFixtureTearDown]
        public void Close()
        {
            model.Dispose();
            cat.Dispose();
        }

        [Test]
        public void Classify()
        {
            Result result = model.Classify(cat, new ClassifyOptions { Top = 3 });
            AssertSame(Raw("classify"), result.Tensor("output"));
            Assert.AreEqual("cat", model.Labels[(int)result.Tensor("classes").Ints()[0]]);
            Assert.AreEqual(new[] { "classes", "scores", "logits", "output" }, result.Names);
            Assert.AreEqual(ResultKind.Tensor, result.Kind("scores"));
            StringAssert.Contains("\"label\"", result.Json);
            Assert.Throws<NotFoundException>(() => result.Kind("score"));
        }

        [Test]
        public void Run()
        {
            var input = new Dictionary<string, Tensor> { ["input"] = model.Preprocess(cat) };
            Result every = model.Run(input, new[] { "relu5", "prob" });
            Assert.AreEqual(new[] { "relu5", "prob" }, every.Names);
            var inner = new Dictionary<string, Tensor> { ["relu5"] = every.Tensor("relu5") };
            AssertSame(every.Tensor("prob"), model.Run(inner, new[] { "prob" }).Tensor("prob"));
            AssertSame(every.Tensor("prob"), model.Run(input).Tensor("prob"));
            AssertSame(Raw("classify"), model.Run(input).Tensor("prob"));
        }

        [Test]
        public void Saliency()
        {
            Result all = model.Saliency(cat, "class:cat", new SaliencyOptions { Rule = Rule.All });
            foreach (Rule rule in new[] { Rule.Gradient, Rule.Deconvnet, Rule.Guided })
            {
                string name = rule.ToString().ToLowerInvariant();
                Result result = model.Saliency(cat, "class:cat", new SaliencyOptions { Rule = rule });
                Tensor expected = Raw("saliency", "--target", "class:cat", "--rule", name);
                AssertSame(expected, result.Tensor("gradient"));
                AssertSame(expected, all.Tensor(name));
            }
            Result inner = model.Saliency(cat, model.Target("class:cat"), wrt: "relu3");
            Assert.AreEqual(64, inner.Tensor("gradient").Shape[1]);
            AssertSame(model.Saliency(cat, "top").Tensor("map"), model.Saliency(model.Preprocess(cat)).Tensor("map"));
        }

        [Test]
        public void Gradcam()
        {
            Result result = model.Gradcam(cat, new[] { model.Target("class:cat") }, layer: "relu4");
            AssertSame(Raw("gradcam", "--target", "class:cat", "--layer", "relu4"), result.Tensor("cam").Item(0));
            Result guided = model.Gradcam(cat, "top", new GradcamOptions { Guided = true });
            AssertSame(Raw("gradcam", "--guided"), guided.Tensor("guided"));
            CollectionAssert.DoesNotContain(model.Gradcam(cat).Names, "guided");
        }

        [Test]
        public void ActivationsAndFilters()
        {
            Result result = model.Activations(cat, "relu3", new ActivationsOptions { Order = MapOrder.Maximum });
            AssertSame(Raw("activations", "--layer", "relu3"), result.Tensor("activations"));
            Assert.AreEqual(Dtype.Int64, result.Tensor("order").Dtype);
            Result filters = model.Filters();
            AssertSame(Raw(new[] { Demo }, "filters"), filters.Tensor("weights"));
            Assert.Greater(Render.Filters(filters, "gray", new GridOptions { Magnify = 2 }).Width, 7);
        }

        [Test]
        public void Occlusion()
        {
            var options = new OcclusionOptions { WindowHeight = 32, WindowWidth = 32, StrideY = 24, StrideX = 24 };
            Result result = model.Occlusion(cat, "prob:cat", options);
            Tensor expected = Raw("occlusion", "--target", "prob:cat", "--window", "32", "--stride", "24");
            AssertSame(expected, result.Tensor("drops").Item(0).Item(0));
            Tensor covered = model.OccludedInputs(cat, options, 1, 2);
            Assert.AreEqual(new long[] { 2, 3, 128, 128 }, covered.Shape);
            var targets = new List<Target> { model.Target("prob:cat") };
            AssertSame(result.Tensor("drops"), model.Occlusion(cat, targets, options).Tensor("drops"));
        }

        [Test]
        public void RiseAndChannels()
        {
            var options = new RiseOptions { Masks = 20, Seed = 4 };
            Target top = model.Target("prob:top");
            AssertSame(model.Rise(cat, "prob:top", options).Tensor("map"), model.Rise(cat, top, options).Tensor("map"));
            var ablation = new ChannelsOptions { Method = ChannelMethod.Ablation };
            Result channels = model.Channels(cat, top, ablation, "relu4");
            Assert.AreEqual(new long[] { 1, 1, 96 }, channels.Tensor("drops").Shape);
            CollectionAssert.Contains(model.Channels(cat, "prob:top", ablation).Names, "drops");
        }

        [Test]
        public void SynthesizeAndDream()
        {
            var options = new SynthesizeOptions("simonyan") { Steps = 3, Height = 128, Width = 128 };
            Result made = model.Synthesize("class:cat", options);
            string[] flags = { "--target", "class:cat", "--preset", "simonyan", "--steps", "3", "--size", "128" };
            AssertSame(Raw(new[] { Demo }, "synthesize", flags), made.Tensor("input"));
            Assert.AreEqual(128, made.Image("picture_0").Width);
            var phase = new SynthesizeOptions("maco") { Steps = 2, Height = 128, Width = 128 };
            Assert.AreEqual(2, model.Synthesize("class:cat", phase, examples: new[] { cat }).Tensor("curve").Shape[1]);
            Assert.AreEqual(128, model.Synthesize("class:cat", options, cat).Image("picture_0").Width);
            Result dream = model.Dream(cat, "layer:relu4", new DreamOptions { Octaves = 2, Steps = 2 });
            Tensor expected = Raw("dream", "--target", "layer:relu4", "--octaves", "2", "--steps", "2");
            AssertSame(expected, dream.Tensor("input"));
            Assert.AreEqual(ResultKind.Image, dream.Kind("picture"));
            Assert.Throws<InvalidArgumentException>(() => model.Dream(cat, new Target[0]));
        }

        [Test]
        public void EmbeddingOfPoints()
        {
            using (var folder = new Folder())
            {
                float[] numbers = Enumerable.Range(0, 300).Select(i => (float)(i * 7919 % 101)).ToArray();
                var points = new Tensor(numbers, 60, 5);
                points.Write(folder.File("points.npy"));
                var options = new TsneOptions { Iterations = 300, Threads = 1 };
                Tensor coordinates = Embedding.Tsne(points, options).Tensor("coordinates");
                AssertSame(Raw(new[] { folder.File("points.npy") }, "tsne", "--iterations", "300"), coordinates);
                Tensor query = points.Item(4).Reshape(1, 5);
                var one = new NeighborsOptions { Count = 1, Metric = Metric.Cosine };
                Result near = Embedding.Neighbors(points, query, one);
                Assert.AreEqual(new long[] { 1, 1 }, near.Tensor("indices").Shape);
                Assert.Less(near.Tensor("distances").Floats()[0], 1e-6);
                Tensor cells = Embedding.Grid(coordinates, 8, 8, GridRule.Optimal);
                Assert.AreEqual(61, cells.Ints().Distinct().Count());
                var pictures = Enumerable.Repeat(cat, 60).ToList();
                Assert.Greater(Embedding.Mosaic(cells, pictures, new PlotOptions { Thumbnail = 16 }).Width, 0);
                var labels = new Tensor(Enumerable.Range(0, 60).Select(i => i % 2L).ToArray(), 60);
                string[] names = { "a", "b,c" };
                Assert.AreEqual(200, Embedding.Draw(coordinates, labels, names, new PlotOptions { Side = 200 }).Height);
                string page = Embedding.Page(coordinates, labels, names, title: "Sixty points");
                StringAssert.Contains("Sixty points", page);
                StringAssert.Contains("b,c", page);
            }
        }

        [Test]
        public void Collections()
        {
            using (var folder = new Folder())
            {
                string[] halves = { folder.File("1.db"), folder.File("2.db") };
                for (int shard = 1; shard <= 2; ++shard)
                {
                    var options = new IndexOptions { Strongest = 4, Shard = shard, Shards = 2 };
                    Result indexed = Corpus.Index(
                        model, halves[shard - 1], new[] { Samples }, new[] { "relu5" }, options: options);
                    StringAssert.Contains("\"unreadable\":", indexed.Json);
                }
                Corpus.Merge(folder.File("all.db"), halves);
                using (var corpus = new Corpus(folder.File("all.db")))
                {
                    CheckCollection(corpus);
                }
            }
        }

        private void CheckCollection(Corpus corpus)
        {
            long number = corpus.Find(Cat);
            Assert.AreEqual(15, corpus.ImageCount);
            StringAssert.Contains(Cat, corpus.Images(number, 1).Json);
            Tensor features = corpus.Features().Tensor("features");
            var input = new Dictionary<string, Tensor> { ["input"] = model.Preprocess(cat) };
            Tensor expected = model.Run(input, new[] { "features" }).Tensor("features");
            AssertSame(expected.Item(0), features.Item(number));
            Tensor embedded = corpus.Embed(model, new[] { cat }).Tensor("features");
            AssertSame(features.Item(number), embedded.Item(0));
            Assert.AreEqual(cat.Width, corpus.Picture(number).Width);
            Result near = corpus.Neighbors(embedded, options: new NeighborsOptions { Count = 2 });
            Assert.AreEqual(number, near.Tensor("indices").Ints()[0]);
            Assert.AreEqual(new long[] { 2, 4 }, corpus.Strongest("relu5", 0, 2).Tensor("values").Shape);
            var patch = new PatchesOptions { Count = 1, Source = PatchSource.Photo };
            Assert.Greater(corpus.Patches(model, "relu5", 3, 1, patch).Image("patch/3/0").Width, 1);
            StringAssert.Contains("\"relu5\"", corpus.Json);
            var failure = Assert.Throws<NotFoundException>(() => corpus.Find("nowhere.png"));
            StringAssert.Contains("nowhere.png", failure.Message);
        }

        [Test]
        public void Drawing()
        {
            Tensor map = model.Gradcam(cat, "top").Tensor("map").Item(0);
            Assert.AreEqual(30, Render.Map(map, "magma", new MapOptions { Width = 40, Height = 30 }).Height);
            Assert.AreEqual(128, Render.Map(map).Height);
            Image view = model.View(cat, 200);
            Assert.AreEqual(200, Render.Overlay(map, view, options: new MapOptions { Alpha = 0.4 }).Width);
            Assert.AreEqual(200, Render.Overlay(map, view).Width);
            Tensor gradient = model.Saliency(cat, "top").Tensor("gradient").Item(0);
            Assert.AreEqual(3, Render.Signed(gradient, model.ColorOrder == ColorOrder.Bgr).Channels);
            MapInfo info = Render.Measure(map);
            Assert.IsTrue(info.Count == map.Size && info.Maximum > 0 && !info.Constant);
            Result maps = model.Activations(cat, "relu1");
            Tensor order = maps.Tensor("order").Item(0);
            var columns = new GridOptions { Columns = 8 };
            Assert.Greater(Render.Grid(maps.Tensor("maps").Item(0), order, null, columns).Width, 64);
            Figure figure = new Figure("A cat").Set(0, 0, cat, "photo").Set(0, 1, view, "map", "a warning");
            figure.SetColorBar(0, 1, 0, 1).AddLegend(0, 0, 0xff0000, "red").LabelRow(0, "row");
            Image drawn = figure.LabelColumn(1, "column").Draw(new FigureOptions { CellWidth = 150 });
            using (var folder = new Folder())
            {
                drawn.Write(folder.File("figure.png"), "a note");
                Assert.AreEqual(drawn.Pixels(), new Image(folder.File("figure.png")).Pixels());
            }
            Assert.Greater(figure.Draw().Width, 0);
            Assert.GreaterOrEqual(Render.ColorBar(0, 1, "gray", 100, true).Height, 100);
        }

        [Test]
        public void LayersAndInfo()
        {
            IReadOnlyList<Layer> layers = model.Layers();
            Assert.AreEqual("conv1 Conv [1, 32, 64, 64]", layers[1].ToString());
            Assert.AreEqual(7, layers[1].Info.SizeY);
            Assert.AreEqual("input", layers[0].Role);
            Assert.AreEqual("Conv", layers[1].Type);
            StringAssert.Contains("conv1", layers[1].Node);
            Tensor both = model.Preprocess(new[] { cat, cat });
            Assert.AreEqual(2, model.Layers(both)[1].Shape[0]);
            ModelInput input = model.Inputs[0];
            Assert.AreEqual("input Float32 [-1, 3, 128, 128]", input.ToString());
            Assert.AreEqual(4, input.Rank);
            Assert.AreEqual(new[] { "prob" }, model.Outputs);
            StringAssert.Contains("\"opset\"", model.Json);
            Assert.AreEqual(128, model.Picture(both, 1).Width);
            StringAssert.IsMatch("^\\d+\\.\\d+\\.\\d+$", Library.Version);
        }
    }
}
