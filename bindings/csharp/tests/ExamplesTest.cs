using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using static Cnnviz.Tests.Fixture;

namespace Cnnviz.Tests
{
    /// <summary>The example programs and the README's, run as a user runs them; the same words and pictures as
    /// C's.</summary>
    [TestFixture]
    public class ExamplesTest
    {
        private static readonly string Built = Path.GetDirectoryName(typeof(Library).Assembly.Location);

        private static string Mono(Folder folder, string program, IEnumerable<string> words, int code = 0)
        {
            return Fixture.Run(folder, "mono", new[] { program }.Concat(words), code);
        }

        /// <summary>C's program of the same question, built now.</summary>
        private static string C(Folder folder, string question, IEnumerable<string> words)
        {
            string place = Path.GetDirectoryName(Named("CNNVIZ_LIBRARY"));
            string program = folder.File(question);
            Fixture.Run(folder, "cc", new[]
            {
                "-std=c99", "-D_POSIX_C_SOURCE=200809L", Path.Combine(Root, "examples/c", question + ".c"),
                "-I" + Path.Combine(Root, "include"), "-L" + place, "-lcnnviz", "-lm", "-pthread",
                "-Wl,-rpath," + place, "-o", program,
            });
            return Fixture.Run(folder, program, words);
        }

        private static IEnumerable<string> Words(string question, string drawn)
        {
            string fish = Path.Combine(Samples, "fish.png");
            switch (question)
            {
                case "neurons":
                    return new[] { Demo, fish, drawn, "relu4", "0.5", "0.5" };
                case "dream":
                    return new[] { Demo, fish, drawn, "layer:relu4", "2" };
                case "neighbors":
                    return new[] { Demo, drawn + ".db", drawn, fish }
                        .Concat(Directory.GetFiles(Samples, "*.png").OrderBy(path => path));
                default:
                    return new[] { Demo, fish, drawn, "class:fish" };
            }
        }

        [Test]
        public void AllAreTried()
        {
            string[] expected = { "Dream.cs", "Explain.cs", "Neighbors.cs", "Neurons.cs", "SaliencyRules.cs" };
            CollectionAssert.AreEquivalent(
                expected, Directory.GetFiles(Path.Combine(Root, "examples/csharp")).Select(Path.GetFileName));
        }

        [TestCase("explain", "Explain")]
        [TestCase("saliency_rules", "SaliencyRules")]
        [TestCase("neurons", "Neurons")]
        [TestCase("dream", "Dream")]
        [TestCase("neighbors", "Neighbors")]
        public void SaysAndDrawsWhatTheProgramInCDoes(string question, string name)
        {
            using (var folder = new Folder())
            {
                string program = Path.Combine(Built, name + ".exe");
                string said = Mono(folder, program, Words(question, folder.File("cs.png")));
                Assert.AreEqual(C(folder, question, Words(question, folder.File("c.png"))), said);
                Assert.IsNotEmpty(said);
                Assert.AreEqual(new Image(folder.File("c.png")).Pixels(), new Image(folder.File("cs.png")).Pixels());
                StringAssert.StartsWith("usage: " + name, Mono(folder, program, new string[0], 2));
            }
        }

        [Test]
        public void AnExampleSaysWhatIsWrong()
        {
            using (var folder = new Folder())
            {
                string[] words = { Demo, Cat, folder.File("o.png"), "class:catt" };
                string said = Mono(folder, Path.Combine(Built, "Explain.exe"), words, 1);
                StringAssert.Contains("nearest: \"cat\"", said);
                StringAssert.DoesNotContain("  at ", said);
            }
        }

        [Test]
        public void TheReadmeProgram()
        {
            using (var folder = new Folder())
            {
                string readme = File.ReadAllText(Path.Combine(Root, "bindings/csharp/README.md"));
                Match program = Regex.Match(readme, "```csharp\\n(.*?)```", RegexOptions.Singleline);
                Assert.IsTrue(program.Success);
                File.WriteAllText(folder.File("First.cs"), program.Groups[1].Value.Replace("squeezenet.onnx", Demo)
                    .Replace("cat.jpg", Cat).Replace("class:tabby", "class:cat"));
                string assembly = Path.Combine(Built, "Cnnviz.dll");
                File.Copy(assembly, folder.File("Cnnviz.dll"));
                Fixture.Run(folder, "mcs", new[] { "-r:Cnnviz.dll", "First.cs" });
                StringAssert.Contains("cat", Mono(folder, "First.exe", new string[0]));
                Assert.AreEqual(448, new Image(folder.File("out.png")).Width);
            }
        }
    }
}
