using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using NUnit.Framework;
using static Cnnviz.Tests.Fixture;

namespace Cnnviz.Tests
{
    /// <summary>Disposing in any order, twice, not at all; memory that stays flat.</summary>
    [TestFixture]
    public class LifetimesTest
    {
        [Test]
        public void UseAfterDisposeIsAnException()
        {
            Model model = Open();
            var cat = new Image(Cat);
            Target target = model.Target("top");
            Result result = model.Saliency(cat, target);
            NativeObject[] things =
            {
                model, cat, target, result, result.Tensor("map"), new Job(), new Figure(),
            };
            foreach (NativeObject thing in things)
            {
                Assert.IsFalse(thing.IsDisposed);
                thing.Dispose();
                thing.Dispose(); // a second time
                Assert.IsTrue(thing.IsDisposed);
                var failure = Assert.Throws<ObjectDisposedException>(() => thing.Open());
                Assert.AreEqual(thing.GetType().Name, failure.ObjectName);
            }
            Assert.AreEqual("Model, disposed", model.ToString());
            Assert.AreEqual("Image, disposed", cat.ToString());
            Assert.Throws<ObjectDisposedException>(() => model.Classify(cat));
            Assert.Throws<ObjectDisposedException>(() => { string json = model.Json; });
            Assert.Throws<ObjectDisposedException>(() => result.Tensor("map"));
            Assert.Throws<ObjectDisposedException>(() => ((Job)things[5]).Cancel());
            Assert.Throws<ObjectDisposedException>(() => ((Figure)things[6]).Draw());
            using (Model open = Open())
            {
                Assert.Throws<ObjectDisposedException>(() => open.Saliency(cat, "top"));
                Assert.Throws<ObjectDisposedException>(() => open.Saliency(new Image(Cat), target));
            }
        }

        [Test]
        public void DisposedInAnyOrder()
        {
            foreach (string order in new[] { "01234", "43210", "20413" })
            {
                Model model = Open();
                var cat = new Image(Cat);
                Target target = model.Target("class:cat");
                Result result = model.Saliency(cat, target);
                Tensor map = result.Tensor("map");
                NativeObject[] things = { model, cat, target, result, map };
                using (MemoryView view = map.View())
                {
                    foreach (char i in order)
                    {
                        things[i - '0'].Dispose();
                    }
                    Assert.IsTrue(Bytes(view).Any(value => value != 0));
                }
            }
        }

        private static void Cycle(int times, float[] numbers)
        {
            for (int i = 0; i < times; ++i)
            {
                using (var tensor = new Tensor(numbers, numbers.Length))
                using (var job = new Job())
                {
                    if (tensor.Size != numbers.Length || job.Done != 0)
                    {
                        Assert.Fail("other numbers");
                    }
                }
            }
        }

        [Test]
        public void OpenedAndDisposed100000TimesWithFlatMemory()
        {
            var numbers = new float[1000];
            Cycle(100000, numbers); // the managed heap reaches its size
            Collect();
            long before = Resident();
            Cycle(100000, numbers);
            Collect();
            long grown = Resident() - before;
            Assert.Less(grown, 16 << 20, "bytes"); // 400 MB of tensors went through
        }

        [Test]
        public void ModelsOpenedAndDisposedWithFlatMemory()
        {
            using (var cat = new Image(Cat))
            {
                long before = 0;
                for (int i = 0; i < 40; ++i)
                {
                    if (i == 10)
                    {
                        before = Resident();
                    }
                    using (Model model = Open())
                    using (Result result = model.Saliency(cat, "top"))
                    {
                        CollectionAssert.Contains(result.Names, "map");
                    }
                }
                Assert.Less(Resident() - before, 32 << 20, "bytes");
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Drop(float[] numbers)
        {
            var dropped = new Tensor(numbers, numbers.Length);
            Assert.AreEqual(numbers.Length * sizeof(float), dropped.View().Length);
        }

        [Test]
        public void DroppedWithoutDispose()
        {
            var numbers = new float[100000];
            long before = Resident();
            for (int i = 0; i < 4000; ++i) // 1.6 GB in all
            {
                Drop(numbers);
                if (i % 100 == 0)
                {
                    Collect();
                }
            }
            Assert.Less(Resident() - before, 400 << 20, "bytes");
        }

        [Test]
        public void GarbageCollectionUnderPressure()
        {
            bool done = false;
            var collector = new Thread(() =>
            {
                while (!Volatile.Read(ref done))
                {
                    Collect();
                }
            });
            collector.Start();
            try
            {
                using (Model model = Open())
                {
                    for (int i = 0; i < 10; ++i)
                    {
                        // Nothing holds the picture, the target, the result and the job but the calls themselves.
                        using (MemoryView view = model
                            .Saliency(new Image(Cat), model.Target("class:cat"), job: new Job())
                            .Tensor("map").View())
                        {
                            Assert.AreEqual(128 * 128 * sizeof(float), Bytes(view).Length);
                        }
                    }
                }
            }
            finally
            {
                Volatile.Write(ref done, true);
                collector.Join();
            }
        }
    }
}
