using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace Cnnviz
{
    /// <summary>Loads the native module, which has all that it needs beside it but glibc and libstdc++: from the
    /// folder that the environment's CNNVIZ_NATIVE_PATH names, else from where a package has it, seen from this
    /// assembly, else from where the runtime looks itself.</summary>
    /// <remarks>Mono looks for native functions when it compiles what calls them, that is, before <see
    /// cref="Native"/> could do anything. So each class with which a program may begin calls <see cref="Load"/> when
    /// it is first used.</remarks>
    internal static class NativeLibrary
    {
        private const string Module = "libcnnviz_csharp.so";
        private const int Now = 2;

        private static readonly object Guard = new object();
        private static bool loaded;

        internal static void Load()
        {
            lock (Guard)
            {
                if (!loaded)
                {
                    Find();
                    loaded = true;
                }
            }
        }

        private static void Find()
        {
            string given = Environment.GetEnvironmentVariable("CNNVIZ_NATIVE_PATH");
            if (string.IsNullOrEmpty(given))
            {
                RequirePlatform(
                    RuntimeInformation.IsOSPlatform(OSPlatform.Linux), RuntimeInformation.ProcessArchitecture);
                foreach (string folder in Places())
                {
                    if (File.Exists(Path.Combine(folder, Module)))
                    {
                        LoadFile(Path.Combine(folder, Module));
                        return;
                    }
                }
                return;
            }
            string module = Path.Combine(Path.GetFullPath(given), Module);
            if (!File.Exists(module))
            {
                throw new DllNotFoundException($"CNNVIZ_NATIVE_PATH is \"{given}\", but there is no {Module} in it");
            }
            LoadFile(module);
        }

        internal static void RequirePlatform(bool linux, Architecture processor)
        {
            if (!linux || processor != Architecture.X64)
            {
                throw new PlatformNotSupportedException(
                    $"cnnviz runs on Linux x86-64, not on {RuntimeInformation.OSDescription} {processor}; "
                    + "CNNVIZ_NATIVE_PATH names a folder with a build for this platform");
            }
        }

        private static IEnumerable<string> Places()
        {
            string assembly = Path.GetDirectoryName(typeof(NativeLibrary).Assembly.Location);
            foreach (string folder in new[] { assembly, AppContext.BaseDirectory })
            {
                if (!string.IsNullOrEmpty(folder)) // an assembly inside a single file has no place
                {
                    string native = Path.Combine("runtimes", "linux-x64", "native");
                    yield return folder;
                    yield return Path.Combine(folder, native);
                    yield return Path.Combine(folder, "..", "..", native); // from lib/netstandard2.0
                }
            }
        }

        private static void LoadFile(string file)
        {
            dlerror(); // also finds it: looking for it later would forget what went wrong
            if (dlopen(Text.Bytes(Path.GetFullPath(file)), Now) == IntPtr.Zero)
            {
                throw new DllNotFoundException(Explained(file, Text.String(dlerror()) ?? "no reason is known"));
            }
        }

        /// <summary>What the system's loader says, and what to do about it.</summary>
        internal static string Explained(string file, string said)
        {
            string advice = "";
            if (said.Contains("failed to map segment") || said.Contains("Operation not permitted"))
            {
                advice = "; the folder is mounted noexec, it seems: CNNVIZ_NATIVE_PATH names another";
            }
            else if (said.Contains("cannot open shared object file"))
            {
                advice = "; a library that it needs is missing: install the one named";
            }
            else if (said.Contains("GLIBC") || said.Contains("CXXABI"))
            {
                advice = "; the system is too old: glibc 2.36 and the libstdc++ of GCC 12 are needed";
            }
            return $"cannot load {file}: {said.Replace(file + ": ", "")}{advice}";
        }

        // The runtime's own search finds the module then by its name, which the loader knows already.
        [DllImport("libc.so.6")]
        private static extern IntPtr dlopen(byte[] file, int mode);

        [DllImport("libc.so.6")]
        private static extern IntPtr dlerror();
    }
}
