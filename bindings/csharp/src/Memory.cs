using System;
using System.Runtime.InteropServices;

namespace Cnnviz
{
    /// <summary>An array that stays where it is while native code reads or writes it.</summary>
    internal struct Pinned : IDisposable
    {
        private GCHandle held;

        internal Pinned(Array array)
        {
            held = array == null ? default(GCHandle) : GCHandle.Alloc(array, GCHandleType.Pinned);
        }

        internal IntPtr Address => held.IsAllocated ? held.AddrOfPinnedObject() : IntPtr.Zero;

        public void Dispose()
        {
            if (held.IsAllocated)
            {
                held.Free();
            }
        }
    }

    /// <summary>The numbers of a tensor, or the pixels of an image, where the library has them: nothing is
    /// copied. They may be read, not written, until the view is disposed, whatever else is disposed.</summary>
    public sealed class MemoryView : IDisposable
    {
        private readonly SafeHandle shared;
        private readonly IntPtr address;

        internal MemoryView(SafeHandle shared, IntPtr address, long length)
        {
            this.shared = shared;
            this.address = address;
            Length = length;
        }

        /// <summary>How many bytes there are.</summary>
        public long Length { get; }

        /// <summary>Where they are. Dispose the view after the last use, best by <c>using</c>: the garbage
        /// collector does not see who uses an address.</summary>
        public IntPtr Address
        {
            get
            {
                if (shared.IsClosed)
                {
                    throw new ObjectDisposedException(GetType().Name);
                }
                return address;
            }
        }

        /// <summary>Ends the view.</summary>
        public void Dispose()
        {
            shared.Dispose();
        }

#if NETSTANDARD2_1_OR_GREATER
        /// <summary>The numbers themselves: <c>view.AsSpan&lt;float&gt;()</c>. Use them before the view is
        /// disposed.</summary>
        public unsafe ReadOnlySpan<T> AsSpan<T>() where T : struct
        {
            return new ReadOnlySpan<T>((void*)Address, checked((int)(Length / Marshal.SizeOf<T>())));
        }
#endif
    }
}
