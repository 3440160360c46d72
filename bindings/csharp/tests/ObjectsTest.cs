using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using NUnit.Framework;
using static Cnnviz.Tests.Fixture;

namespace Cnnviz.Tests
{
    /// <summary>Values, arrays and addresses, pictures, options.</summary>
    [TestFixture]
    public class ObjectsTest
    {
        [Test]
        public void Tensors()
        {
            float[] numbers = { 0, 1, 2, 3, 4, 5 };
            var tensor = new Tensor(numbers, 2, 3);
            Assert.AreEqual("Tensor Float32 [2, 3]", tensor.ToString());
            Assert.AreEqual(6, tensor.Size);
            Assert.AreEqual(numbers, tensor.Floats());
            Assert.AreEqual(new float[] { 3, 4, 5 }, tensor.Item(1).Floats());
            Assert.AreEqual(new long[] { 3, 2 }, tensor.Reshape(3, 2).Shape);
            Assert.AreEqual(new long[0], new Tensor(new[] { 2.5f }).Shape);
            Assert.AreEqual(0, Tensor.Zeros(Dtype.Float32, 0, 3).Floats().Length);
            Assert.AreEqual(new long[] { 0, 3 }, new Tensor(new float[0], 0, 3).Shape);
            using (var folder = new Folder())
            {
                tensor.Write(folder.File("t.npy"));
                AssertSame(tensor, Tensor.Read(folder.File("t.npy")));
            }
            var copy = new float[6];
            tensor.CopyTo(copy);
            Assert.AreEqual(numbers, copy);
            Assert.Throws<InvalidArgumentException>(() => tensor.CopyTo(new float[5]));
            Assert.Throws<InvalidArgumentException>(() => tensor.CopyTo((float[])null));
            Assert.Throws<InvalidArgumentException>(() => tensor.Ints());
            Assert.Throws<InvalidArgumentException>(() => new Tensor(numbers, 2, 4));
            Assert.Throws<InvalidArgumentException>(() => new Tensor(numbers, null));
            Assert.Throws<InvalidArgumentException>(() => new Tensor((float[])null, 2));
        }

        [Test]
        public void LengthsHave64Bits()
        {
            var large = new Tensor(new[] { 1L << 40, -1 }, 2);
            Assert.AreEqual(new[] { 1L << 40, -1 }, large.Ints());
            Assert.AreEqual(new[] { 0, 1L << 40 }, Tensor.Zeros(Dtype.Int64, 0, 1L << 40).Shape);
            var failure = Assert.Throws<InvalidArgumentException>(() => large.Item(1L << 40));
            StringAssert.Contains((1L << 40).ToString(), failure.Message);
            Assert.AreEqual(1L << 40, new RiseOptions { Seed = 1L << 40 }.Seed);
        }

        [Test]
        public void AddressesInPlaceOfArrays()
        {
            float[] floats = { 1, 2, 3 };
            long[] ints = { 7, 8 };
            byte[] file = File.ReadAllBytes(Cat);
            IntPtr memory = Marshal.AllocHGlobal(Math.Max(file.Length, 128 * 128 * 3));
            try
            {
                Marshal.Copy(floats, 0, memory, 3);
                Tensor tensor = Tensor.FromFloats(memory, 3, 3);
                Marshal.Copy(new float[3], 0, memory, 3);
                Assert.AreEqual(floats, tensor.Floats());
                tensor.CopyTo(memory, 3);
                var back = new float[3];
                Marshal.Copy(memory, back, 0, 3);
                Assert.AreEqual(floats, back);
                Assert.Throws<InvalidArgumentException>(() => tensor.CopyTo(memory, 4));
                Assert.Throws<InvalidArgumentException>(() => tensor.CopyTo(IntPtr.Zero, 3));
                Marshal.Copy(ints, 0, memory, 2);
                Tensor wide = Tensor.FromInts(memory, 2, 2);
                Assert.AreEqual(ints, wide.Ints());
                wide.CopyTo(memory, 2);
                Marshal.Copy(file, 0, memory, file.Length);
                Image image = Image.Decode(memory, file.Length);
                image.CopyTo(memory, 128 * 128 * 3);
                Image same = Image.FromPixels(memory, 128 * 128 * 3, 128, 128, 3);
                Assert.AreEqual(new Image(Cat).Pixels(), same.Pixels());
            }
            finally
            {
                Marshal.FreeHGlobal(memory);
            }
        }

        [Test]
        public void ViewsOutliveEverything()
        {
            MemoryView view;
            float[] expected;
            using (Model model = Open())
            using (var cat = new Image(Cat))
            using (Result result = model.Saliency(cat, "top"))
            using (Tensor tensor = result.Tensor("gradient"))
            {
                view = tensor.View();
                expected = tensor.Floats();
            }
            for (int i = 0; i < 20; ++i)
            {
                Collect();
                Tensor.Zeros(Dtype.Float32, 3, 128, 128).Dispose();
            }
            var seen = new float[view.Length / sizeof(float)];
            Marshal.Copy(view.Address, seen, 0, seen.Length);
            Assert.AreEqual(expected, seen);
            view.Dispose();
            view.Dispose();
            Assert.Throws<ObjectDisposedException>(() => { IntPtr gone = view.Address; });
            using (MemoryView pixels = new Image(Cat).View())
            {
                Assert.AreEqual(new Image(Cat).Pixels(), Bytes(pixels));
            }
        }

        [Test]
        public void Pictures()
        {
            var image = new Image(Cat);
            Assert.AreEqual("Image 128 x 128, 3 channels", image.ToString());
            byte[] file = File.ReadAllBytes(Cat);
            byte[] pixels = image.Pixels();
            Image[] others =
            {
                Image.Decode(file), Image.Decode(new MemoryStream(file)), Image.FromPixels(pixels, 128, 128, 3),
                Image.Decode(image.Encode(ImageFormat.Png)),
            };
            foreach (Image same in others)
            {
                Assert.AreEqual(pixels, same.Pixels());
            }
            Assert.AreEqual(8, image.Crop(3, 4, 5, 6).Resize(9, 8).Height);
            Assert.AreEqual(0xff, image.Encode(ImageFormat.Jpeg)[0]);
            Assert.Throws<InvalidArgumentException>(() => image.CopyTo(new byte[7]));
            Assert.Throws<InvalidArgumentException>(() => image.Encode((ImageFormat)99));
            using (var folder = new Folder())
            {
                image.Write(folder.File("figure.jpeg"));
                Assert.AreEqual(128, new Image(folder.File("figure.jpeg")).Width);
            }
        }

        [Test]
        public void ModelsFromMemory()
        {
            const string Settings = "{\"size\": [128, 128], \"range\": 1}";
            var options = new ModelOptions { Threads = 1, Sidecar = false };
            byte[] file = File.ReadAllBytes(Demo);
            GCHandle pinned = GCHandle.Alloc(file, GCHandleType.Pinned);
            using (var opened = new Model(Demo, Settings, options))
            using (var memory = new Model(file, Settings, options))
            using (var address = new Model(pinned.AddrOfPinnedObject(), file.Length, Settings, options))
            using (var cat = new Image(Cat))
            {
                Tensor expected = opened.Saliency(cat).Tensor("map");
                AssertSame(expected, memory.Saliency(cat).Tensor("map"));
                AssertSame(expected, address.Saliency(cat).Tensor("map"));
                Assert.AreEqual(0, memory.Labels.Count);
            }
            pinned.Free();
        }

        [Test]
        public void TargetsOfEveryKind()
        {
            using (Model model = Open())
            using (var cat = new Image(Cat))
            {
                Target target = model.Target("class:2 - 0.5*class:3");
                Assert.AreEqual("Target class:2 - 0.5*class:3", target.ToString());
                Assert.AreEqual("class:2 - 0.5*class:3", target.Selector);
                var seed = new float[12];
                seed[2] = 1;
                Target seeded = model.Target("logits", new Tensor(seed, 1, 12));
                float[] a = model.Saliency(cat, seeded).Tensor("gradient").Floats();
                Tensor b = model.Saliency(cat, "class:2").Tensor("gradient");
                Assert.That(a, Is.EqualTo(b.Floats()).Within(1e-6f));
                AssertSame(b, model.Saliency(cat, Targets.Of(new[] { model.Target("class:2") })).Tensor("gradient"));
                Tensor both = model.Preprocess(new[] { cat, cat });
                Assert.AreEqual(2, model.Saliency(both, "class:2\nclass:3").Tensor("gradient").Shape[0]);
            }
        }

        /// <summary>Every option of every method: begins with the library's default, is kept, and
        /// arrives.</summary>
        [Test]
        public void EveryOption()
        {
            int options = 0;
            foreach (Type type in typeof(Options).Assembly.GetTypes().Where(type => type.BaseType == typeof(Options)))
            {
                MethodInfo read = type.GetMethod("Read", BindingFlags.Instance | BindingFlags.NonPublic);
                var made = (Options)Activator.CreateInstance(type);
                foreach (PropertyInfo property in type.GetProperties())
                {
                    ++options;
                    object initial = property.GetValue(made);
                    object other = Different(initial);
                    property.SetValue(made, other);
                    using (MemoryHandle memory = made.Make())
                    {
                        property.SetValue(made, initial);
                        read.Invoke(made, new object[] { memory });
                        Assert.AreEqual(other, property.GetValue(made), type + "." + property.Name);
                    }
                }
            }
            Assert.Greater(options, 120);
        }

        private static object Different(object value)
        {
            if (value is int)
            {
                return (int)value + 7;
            }
            if (value is long)
            {
                return (long)value + (1L << 40);
            }
            if (value is double)
            {
                return (double)value + 0.125;
            }
            if (value is bool)
            {
                return !(bool)value;
            }
            Array all = Enum.GetValues(value.GetType());
            return all.GetValue((Array.IndexOf(all, value) + 1) % all.Length);
        }

        [Test]
        public void TextsOfEveryKind()
        {
            using (Model model = Open())
            {
                const string Name = "class:K\u00e4\u20ac\ud83d\udc08";
                var failure = Assert.Throws<NotFoundException>(() => model.Target(Name));
                StringAssert.Contains("K\u00e4\u20ac\ud83d\udc08", failure.Message);
                Assert.Throws<InvalidArgumentException>(() => model.Target("class:1\0"));
            }
            Assert.AreEqual("\"a,b\",\"c\\\"\"", Text.List(new[] { "a,b", "c\"" }));
            Assert.IsNull(Text.List(null));
        }

        [Test]
        public void Presets()
        {
            Assert.AreEqual(Parameters.Phase, new SynthesizeOptions("maco").Parameters);
            Assert.Throws<InvalidArgumentException>(() => new SynthesizeOptions("macro"));
            using (Model model = Open())
            {
                var wrong = new SaliencyOptions { Rule = (Rule)99 };
                Assert.Throws<InvalidArgumentException>(() => model.Saliency(new Image(Cat), "top", wrong));
            }
        }
    }
}
