namespace Cnnviz
{
    /// <summary>The library as a whole: its version, its limits.</summary>
    public static class Library
    {
        static Library()
        {
            NativeLibrary.Load();
        }

        /// <summary>The library's version.</summary>
        public static string Version => Native.version();

        // C: cnnviz_limits_set
        /// <summary>Sets the limits of this process, for all calls that begin from now on; null:
        /// the defaults. Meant to be called once, before files are read.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (a number below -1; nothing is
        /// set).</remarks>
        public static void SetLimits(LimitsOptions options)
        {
            using (var call = new Call())
            {
                Native.limits_set(call.Options(options));
            }
        }
    }
}
