using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using static Cnnviz.Tests.Fixture;

namespace Cnnviz.Tests
{
    /// <summary>Threads, jobs and tokens.</summary>
    [TestFixture]
    public class ThreadsTest
    {
        /// <summary>Work on a thread of its own.</summary>
        private static Task<T> Start<T>(Func<T> work)
        {
            return Task.Factory.StartNew(work, TaskCreationOptions.LongRunning);
        }

        [Test]
        public void EightThreadsOnOneModel()
        {
            using (Model model = Open())
            using (var cat = new Image(Cat))
            using (Tensor input = model.Preprocess(cat))
            {
                Task<Tensor[]>[] tasks = Enumerable.Range(0, 8).Select(thread => Start(() => Enumerable.Range(0, 3)
                    .Select(i => model.Saliency(input, "class:" + (thread + i) % 8).Tensor("gradient"))
                    .ToArray())).ToArray();
                for (int thread = 0; thread < 8; ++thread)
                {
                    for (int i = 0; i < 3; ++i)
                    {
                        Tensor alone = model.Saliency(input, "class:" + (thread + i) % 8).Tensor("gradient");
                        AssertSame(alone, tasks[thread].Result[i]);
                    }
                }
            }
        }

        [Test]
        public void EachThreadHasItsMessage()
        {
            using (Model model = Open())
            {
                Task<int>[] tasks = Enumerable.Range(0, 8).Select(thread => Start(() =>
                {
                    string name = "nothing" + thread;
                    for (int i = 0; i < 50; ++i)
                    {
                        var failure = Assert.Throws<NotFoundException>(() => model.Target("class:" + name));
                        StringAssert.Contains(name, failure.Message);
                    }
                    return 50;
                })).ToArray();
                Assert.AreEqual(400, tasks.Sum(task => task.Result));
            }
        }

        private static void Await(Job job)
        {
            while (job.Done < 1)
            {
                Thread.Yield();
            }
        }

        [Test]
        public void CancelledFromAnotherThread()
        {
            using (Model model = Open())
            using (var cat = new Image(Cat))
            using (var job = new Job())
            {
                Task<Stopwatch> watcher = Start(() =>
                {
                    Await(job);
                    Assert.AreEqual(1000000, job.Total);
                    Assert.IsNotEmpty(job.Stage);
                    Assert.IsFalse(job.IsCancelled);
                    Stopwatch asked = Stopwatch.StartNew();
                    job.Cancel();
                    return asked;
                });
                var options = new RiseOptions { Masks = 1000000, Batch = 4 };
                Assert.Throws<CancelledException>(() => model.Rise(cat, "prob:top", options, job));
                // An operator's run; other tests may have the processors.
                Assert.Less(watcher.Result.ElapsedMilliseconds, 1000);
                Assert.IsTrue(job.IsCancelled);
                Assert.AreEqual(5, model.Classify(cat).Tensor("classes").Size);
            }
        }

        [Test]
        public void CancelledByAToken()
        {
            using (Model model = Open())
            using (var cat = new Image(Cat))
            using (var source = new CancellationTokenSource())
            using (var job = new Job())
            {
                var options = new RiseOptions { Masks = 1000000, Batch = 4 };
                Task<Result> task = Task.Run(
                    () => model.Rise(cat, "prob:top", options, job, source.Token), source.Token);
                Await(job);
                source.Cancel();
                Assert.Throws<AggregateException>(() => task.Wait());
                Assert.AreEqual(TaskStatus.Canceled, task.Status);
                var failure = Assert.Throws<OperationCanceledException>(
                    () => model.Classify(cat, cancellationToken: source.Token));
                Assert.AreEqual(source.Token, failure.CancellationToken);
                Assert.IsInstanceOf<CancelledException>(failure.InnerException);
                using (var other = new CancellationTokenSource())
                {
                    Assert.AreEqual(5, model.Classify(cat, cancellationToken: other.Token).Tensor("classes").Size);
                    other.Cancel(); // the call is over: nothing is left to cancel
                }
            }
        }

        [Test]
        public void DisposedByAnotherThreadWhileACallRuns()
        {
            Model model = Open();
            var job = new Job();
            var cat = new Image(Cat);
            Target top = model.Target("prob:top");
            Task<bool> closer = Start(() =>
            {
                Await(job);
                foreach (NativeObject thing in new NativeObject[] { model, cat, top, job })
                {
                    thing.Dispose();
                }
                return true;
            });
            Tensor map = model.Rise(cat, top, new RiseOptions { Masks = 200 }, job).Tensor("map");
            Assert.IsTrue(closer.Result);
            Assert.AreEqual(new long[] { 1, 1, 128, 128 }, map.Shape);
            Assert.Throws<ObjectDisposedException>(() => model.Classify(cat));
        }

        /// <summary>Whoever comes too late gets an exception, never freed memory.</summary>
        [Test]
        public void UsedAndDisposedAtTheSameTime()
        {
            for (int round = 0; round < 50; ++round)
            {
                var tensor = new Tensor(new float[1000], 10, 100);
                Task<long>[] users = Enumerable.Range(0, 4).Select(_ => Start(() =>
                {
                    long seen = 0;
                    try
                    {
                        for (int i = 0; i < 1000; ++i)
                        {
                            seen += tensor.Item(i % 10).Floats().Length;
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                    }
                    return seen;
                })).ToArray();
                Thread.Yield();
                tensor.Dispose();
                Assert.IsTrue(users.All(user => user.Result % 100 == 0));
            }
        }
    }
}
