namespace Cnnviz
{
    /// <summary>About the library.</summary>
    public static class Library
    {
        static Library()
        {
            NativeLibrary.Load();
        }

        /// <summary>The library's version.</summary>
        public static string Version => Native.version();
    }
}
