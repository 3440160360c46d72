using System;
using System.Runtime.InteropServices;

namespace Cnnviz
{
    /// <summary>An address that the runtime keeps valid while a native call has it, and then frees.</summary>
    internal abstract class NativeHandle : SafeHandle
    {
        protected NativeHandle() : base(IntPtr.Zero, true)
        {
        }

        public override bool IsInvalid => handle == IntPtr.Zero;
    }

    /// <summary>Memory that the native module has taken for options, texts and the like.</summary>
    internal sealed class MemoryHandle : NativeHandle
    {
        internal static readonly MemoryHandle None = new MemoryHandle();

        /// <summary>Valid while nobody else has this handle.</summary>
        internal IntPtr Address => handle;

        protected override bool ReleaseHandle()
        {
            Native.release(handle);
            return true;
        }
    }
}
