using System;
using System.Runtime.InteropServices;

namespace Cnnviz
{
    /// <summary>What all objects have in common: memory of the library, which <see cref="Dispose"/> gives back,
    /// best by <c>using</c>; that of objects that are dropped goes some time after. Objects may be disposed in
    /// any order, on any thread: a call that runs meanwhile keeps what it needs. Using one afterwards is an
    /// <see cref="ObjectDisposedException"/>.</summary>
    public abstract class NativeObject : IDisposable
    {
        private readonly SafeHandle handle;

        internal NativeObject(SafeHandle handle)
        {
            this.handle = handle;
        }

        /// <summary>Whether it was disposed.</summary>
        public bool IsDisposed => handle.IsClosed;

        /// <summary>Gives the memory back, after the calls that use it now; a second time it does
        /// nothing.</summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        internal SafeHandle Open()
        {
            if (handle.IsClosed)
            {
                throw new ObjectDisposedException(GetType().Name);
            }
            return handle;
        }
    }

    /// <summary>What a network's input is made of: an <see cref="Image"/>, which the model preprocesses, or a
    /// <see cref="Tensor"/> of the network's own shape.</summary>
    public abstract class Input : NativeObject
    {
        internal Input(SafeHandle handle) : base(handle)
        {
        }
    }

    /// <summary>Options of a method: properties that begin with the library's defaults. A plain object that may
    /// be used again, also by other threads.</summary>
    public abstract class Options
    {
        static Options()
        {
            NativeLibrary.Load();
        }

        internal Options()
        {
        }

        internal abstract MemoryHandle Make();
    }
}
