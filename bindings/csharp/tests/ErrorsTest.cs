using System;
using System.IO;
using System.Text;
using NUnit.Framework;
using static Cnnviz.Tests.Fixture;

namespace Cnnviz.Tests
{
    /// <summary>One exception type for each status, with the library's message.</summary>
    [TestFixture]
    public class ErrorsTest
    {
        private static void Fails<T>(Status status, string said, TestDelegate call) where T : CnnvizException
        {
            var failure = Assert.Throws<T>(call);
            StringAssert.Contains(said, failure.Message);
            Assert.AreEqual(status, failure.Status);
        }

        [Test]
        public void EveryStatusHasItsType()
        {
            foreach (Status status in Enum.GetValues(typeof(Status)))
            {
                CnnvizException made = CnnvizException.Of((int)status, "a reason");
                Assert.AreEqual(status == Status.Ok ? Status.Internal : status, made.Status);
                Assert.AreEqual("a reason", made.Message);
                string name = status == Status.OutOfMemory ? "OutOfNativeMemory" : made.Status.ToString();
                Assert.AreEqual(name + "Exception", made.GetType().Name);
            }
        }

        [Test]
        public void OfCalls()
        {
            using (Model model = Open())
            using (var cat = new Image(Cat))
            using (var folder = new Folder())
            {
                Fails<NotFoundException>(Status.NotFound, "/nowhere.onnx", () => new Model("/nowhere.onnx"));
                Fails<NotFoundException>(Status.NotFound, "nearest: \"cat\"", () => model.Target("class:catt"));
                Fails<InvalidArgumentException>(
                    Status.InvalidArgument, "top", () => model.Classify(cat, new ClassifyOptions { Top = 0 }));
                Fails<IoException>(Status.Io, "/proc/self/mem", () => Tensor.Read("/proc/self/mem"));
                string broken = folder.File("broken.onnx");
                File.WriteAllBytes(broken, new byte[] { 8, 7, 0x12, 0xff, 0xff });
                Fails<CorruptException>(Status.Corrupt, "broken.onnx", () => new Model(broken));
                byte[] gif = Encoding.ASCII.GetBytes("GIF89a");
                Fails<UnsupportedException>(Status.Unsupported, "", () => Image.Decode(gif));
                Fails<LimitException>(Status.Limit, "", () => cat.Resize(1 << 20, 1 << 20));
                var little = new ModelOptions { MaxMemory = 1000 };
                Fails<LimitException>(Status.Limit, "memory", () => new Model(Demo, null, little).Classify(cat));
                var job = new Job();
                job.Cancel();
                Fails<CancelledException>(Status.Cancelled, "", () => model.Classify(cat, job: job));
                Target others = new Model(Demo).Target("top");
                Fails<MismatchException>(Status.Mismatch, "", () => model.Saliency(cat, others));
                float[] numbers = model.Preprocess(cat).Floats();
                numbers[7] = float.NaN;
                var input = new Tensor(numbers, 1, 3, 128, 128);
                Fails<NotFiniteException>(Status.NotFinite, "", () => model.Saliency(input, "top"));
            }
        }

        [Test]
        public void NullIsAnExceptionWhereSomethingIsNeeded()
        {
            using (Model model = Open())
            {
                Fails<InvalidArgumentException>(Status.InvalidArgument, "image", () => model.Preprocess((Image)null));
                Fails<InvalidArgumentException>(Status.InvalidArgument, "path", () => new Image((string)null));
                Fails<InvalidArgumentException>(Status.InvalidArgument, "input", () => model.Saliency(null));
                Fails<InvalidArgumentException>(
                    Status.InvalidArgument, "target", () => model.Saliency(new Image(Cat), new Target[] { null }));
                Fails<InvalidArgumentException>(Status.InvalidArgument, "map", () => Render.Map(null));
                Fails<InvalidArgumentException>(Status.InvalidArgument, "", () => Image.Decode((byte[])null));
                Fails<InvalidArgumentException>(
                    Status.InvalidArgument, "", () => Corpus.Index(null, "/nowhere/c.db", new[] { Samples }));
            }
        }

        [Test]
        public void AFailureSaysNothingOfLaterCalls()
        {
            using (Model model = Open())
            {
                Assert.Throws<NotFoundException>(() => model.Target("class:nothing"));
                Assert.AreEqual(Rule.Guided, new SaliencyOptions { Rule = Rule.Guided }.Rule);
                Assert.AreEqual("top", model.Target("top").Selector);
                Assert.Greater(Library.Version.Length, 2);
            }
        }
    }
}
