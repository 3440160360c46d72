using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace Cnnviz.Tests
{
    /// <summary>What the tests share: the demo model and its pictures, and the numbers of the command line
    /// tool.</summary>
    internal static class Fixture
    {
        internal static readonly string Root = Named("CNNVIZ_ROOT");
        internal static readonly string Demo = Path.Combine(Root, "examples/demo_model/demo.onnx");
        internal static readonly string Samples = Path.Combine(Root, "examples/demo_model/samples");
        internal static readonly string Cat = Path.Combine(Samples, "cat.png");

        /// <summary>What the environment must name.</summary>
        internal static string Named(string variable)
        {
            string value = Environment.GetEnvironmentVariable(variable);
            Assert.That(value, Is.Not.Null.And.Not.Empty, variable + " must be set");
            return value;
        }

        /// <summary>The demo model, computing with one thread.</summary>
        internal static Model Open()
        {
            return new Model(Demo, null, new ModelOptions { Threads = 1 });
        }

        /// <summary>What the tool's --raw writes for a command on these files.</summary>
        internal static Tensor Raw(string[] inputs, string command, params string[] flags)
        {
            using (var folder = new Folder())
            {
                string file = folder.File("raw.npy");
                string[] end = { "--raw", file, "--threads", "1", "--quiet" };
                Run(folder, Named("CNNVIZ_TOOL"), new[] { command }.Concat(inputs).Concat(flags).Concat(end));
                return Tensor.Read(file);
            }
        }

        internal static Tensor Raw(string command, params string[] flags)
        {
            return Raw(new[] { Demo, Cat }, command, flags);
        }

        /// <summary>What a program says on standard output, on standard error where it ends badly; it must end
        /// with the code.</summary>
        internal static string Run(Folder folder, string program, IEnumerable<string> words, int code = 0)
        {
            string line = string.Join(" ", words.Select(word => "\"" + word.Replace("\"", "\\\"") + "\""));
            var start = new ProcessStartInfo(program, line)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder.Path,
            };
            using (Process process = Process.Start(start))
            {
                var wrong = process.StandardError.ReadToEndAsync();
                string said = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                Assert.AreEqual(code, process.ExitCode, program + " " + line + ": " + wrong.Result);
                return code == 0 ? said : wrong.Result;
            }
        }

        /// <summary>Bit for bit.</summary>
        internal static void AssertSame(Tensor expected, Tensor actual)
        {
            Assert.AreEqual(expected.Shape, actual.Shape);
            Assert.AreEqual(expected.Dtype, actual.Dtype);
            Assert.Greater(expected.Size, 0);
            using (MemoryView a = expected.View())
            using (MemoryView b = actual.View())
            {
                Assert.AreEqual(a.Length, b.Length);
                Assert.IsTrue(Bytes(a).SequenceEqual(Bytes(b)), "other bits");
            }
        }

        internal static byte[] Bytes(MemoryView view)
        {
            var bytes = new byte[view.Length];
            Marshal.Copy(view.Address, bytes, 0, bytes.Length);
            return bytes;
        }

        /// <summary>Memory of this process that is in use, in bytes.</summary>
        internal static long Resident()
        {
            return long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * 4096;
        }

        internal static void Collect()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    /// <summary>A folder that is gone with its contents.</summary>
    internal sealed class Folder : IDisposable
    {
        internal readonly string Path =
            System.IO.Path.Combine(System.IO.Path.GetTempPath(), "cnnviz-" + Guid.NewGuid().ToString("N"));

        internal Folder()
        {
            Directory.CreateDirectory(Path);
        }

        internal string File(string name)
        {
            return System.IO.Path.Combine(Path, name);
        }

        public void Dispose()
        {
            Directory.Delete(Path, true);
        }
    }
}
