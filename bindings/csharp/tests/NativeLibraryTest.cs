using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using NUnit.Framework;
using static Cnnviz.Tests.Fixture;

namespace Cnnviz.Tests
{
    /// <summary>Where the native library comes from, and what is said where it does not.</summary>
    [TestFixture]
    public class NativeLibraryTest
    {
        [Test]
        public void AllThatItNeedsIsTheBundles()
        {
            Assert.AreEqual(3, Library.Version.Split('.').Length);
            string place = Named("CNNVIZ_NATIVE_PATH");
            string[] mapped = File.ReadAllLines("/proc/self/maps").Where(line => line.Contains(" /"))
                .Select(line => line.Substring(line.IndexOf(" /", StringComparison.Ordinal) + 1)).Distinct().ToArray();
            string[] bundled = Directory.GetFiles(place).Select(Path.GetFileName).ToArray();
            CollectionAssert.Contains(bundled, "libcnnviz_csharp.so");
            CollectionAssert.Contains(bundled, "libcnnviz.so.0");
            foreach (string name in bundled)
            {
                string[] found = mapped.Where(path => Path.GetFileName(path) == name).ToArray();
                CollectionAssert.Contains(found, Path.Combine(place, name));
            }
        }

        /// <summary>What a program says, or fails with, that has nothing but the assembly beside it.</summary>
        private static string Version(Folder folder, string place, int code)
        {
            string assembly = typeof(Library).Assembly.Location;
            File.Copy(assembly, folder.File("Cnnviz.dll"), true);
            File.Copy(Path.Combine(Path.GetDirectoryName(assembly), "Explain.exe"), folder.File("Explain.exe"), true);
            string[] words = { "CNNVIZ_NATIVE_PATH=" + place, "mono", folder.File("Explain.exe"), Demo, Cat, "o.png" };
            return Run(folder, "/usr/bin/env", words, code);
        }

        /// <summary>With whatever a program begins, the native library is there.</summary>
        [Test]
        public void LoadedByWhateverIsUsedFirst()
        {
            using (var folder = new Folder())
            {
                string program = Path.Combine(Path.GetDirectoryName(typeof(Library).Assembly.Location), "FirstUse.exe");
                string[] ways = Run(folder, "mono", new[] { program }).TrimEnd().Split('\n');
                Assert.Greater(ways.Length, 15);
                foreach (string way in ways)
                {
                    StringAssert.StartsWith("well", Run(folder, "mono", new[] { program, way }), way);
                }
            }
        }

        [Test]
        public void FromAFolder()
        {
            using (var folder = new Folder())
            {
                StringAssert.Contains("cat", Version(folder, Named("CNNVIZ_NATIVE_PATH"), 0));
                string native = folder.File("runtimes/linux-x64/native");
                Directory.CreateDirectory(native);
                foreach (string file in Directory.GetFiles(Named("CNNVIZ_NATIVE_PATH")))
                {
                    File.Copy(file, Path.Combine(native, Path.GetFileName(file)));
                }
                StringAssert.Contains("cat", Version(folder, "", 0));
            }
        }

        [Test]
        public void WhatIsMissingIsNamed()
        {
            using (var folder = new Folder())
            {
                StringAssert.Contains("there is no libcnnviz_csharp.so in it", Version(folder, folder.Path, 1));
                string module = folder.File("libcnnviz_csharp.so");
                File.WriteAllBytes(module, new byte[] { 127, (byte)'E', (byte)'L', (byte)'F' });
                StringAssert.Contains("cannot load " + module, Version(folder, folder.Path, 1));
            }
            const string Module = "/tmp/x/libcnnviz_csharp.so";
            Assert.AreEqual(
                "cannot load " + Module + ": failed to map segment; the folder is mounted noexec, it seems: "
                + "CNNVIZ_NATIVE_PATH names another",
                NativeLibrary.Explained(Module, Module + ": failed to map segment"));
            StringAssert.Contains(
                "libfoo.so.1",
                NativeLibrary.Explained(Module, "libfoo.so.1: cannot open shared object file: No such file"));
            StringAssert.Contains("glibc 2.36", NativeLibrary.Explained(Module, "version `GLIBC_2.36' not found"));
            NativeLibrary.RequirePlatform(true, Architecture.X64);
            Assert.Throws<PlatformNotSupportedException>(() => NativeLibrary.RequirePlatform(false, Architecture.X64));
            var failure = Assert.Throws<PlatformNotSupportedException>(
                () => NativeLibrary.RequirePlatform(true, Architecture.Arm64));
            StringAssert.Contains("Arm64", failure.Message);
        }
    }
}
