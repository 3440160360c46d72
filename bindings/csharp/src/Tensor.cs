using System;
using System.Collections.Generic;

namespace Cnnviz
{
    /// <summary>A dense array of float32 or int64 numbers, which never changes; extents outermost
    /// first.</summary>
    public sealed class Tensor : Input
    {
        static Tensor()
        {
            NativeLibrary.Load();
        }

        internal Tensor(TensorHandle handle) : base(handle)
        {
        }

        // C: cnnviz_tensor_from_floats
        /// <summary>A tensor of copied numbers. <c>count</c> must be the product of the <c>rank</c>
        /// extents of <c>shape</c>.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (another count, a negative
        /// extent, a rank outside 0 to 8), <see cref="LimitException"/>, <see
        /// cref="OutOfNativeMemoryException"/>.</remarks>
        public Tensor(float[] values, params long[] shape) : this(Make(Native.tensor_from_floats, values, shape))
        {
        }

        // C: cnnviz_tensor_from_ints
        /// <summary>A tensor of copied numbers. <c>count</c> must be the product of the <c>rank</c>
        /// extents of <c>shape</c>.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (another count, a negative
        /// extent, a rank outside 0 to 8), <see cref="LimitException"/>, <see
        /// cref="OutOfNativeMemoryException"/>.</remarks>
        public Tensor(long[] values, params long[] shape) : this(Make(Native.tensor_from_ints, values, shape))
        {
        }

        private delegate TensorHandle Maker(IntPtr values, long count, IntPtr shape, int rank);

        /// <summary>The type of its numbers.</summary>
        public Dtype Dtype => (Dtype)Native.tensor_dtype(TensorHandle.Of(this));

        /// <summary>How many numbers it has.</summary>
        public long Size => Native.tensor_size(TensorHandle.Of(this));

        /// <summary>The extents.</summary>
        public IReadOnlyList<long> Shape
        {
            get
            {
                TensorHandle tensor = TensorHandle.Of(this);
                var shape = new long[Native.tensor_rank(tensor)];
                for (int axis = 0; axis < shape.Length; ++axis)
                {
                    shape[axis] = Native.tensor_extent(tensor, axis);
                }
                return shape;
            }
        }

        /// <summary>A tensor of the <c>count</c> float32 numbers at an address, copied; <c>count</c> must be the
        /// product of the extents.</summary>
        public static Tensor FromFloats(IntPtr values, long count, params long[] shape)
        {
            return new Tensor(Make(Native.tensor_from_floats, values, count, shape));
        }

        /// <summary>A tensor of the <c>count</c> int64 numbers at an address, copied; <c>count</c> must be the
        /// product of the extents.</summary>
        public static Tensor FromInts(IntPtr values, long count, params long[] shape)
        {
            return new Tensor(Make(Native.tensor_from_ints, values, count, shape));
        }

        // C: cnnviz_tensor_zeros
        /// <summary>A tensor of zeros.</summary>
        /// <remarks>Errors: as <c>Tensor.FromFloats</c>.</remarks>
        public static Tensor Zeros(Dtype dtype, params long[] shape)
        {
            using (var extents = new Pinned(shape))
            {
                return new Tensor(Native.tensor_zeros((int)dtype, extents.Address, shape?.Length ?? 0));
            }
        }

        // C: cnnviz_tensor_read
        /// <summary>Reads a NumPy .npy file ("-": standard input). float16, float32 and float64
        /// become float32; int8 to int64, uint8 to uint32 and bool become int64; Fortran order is
        /// transposed.</summary>
        /// <remarks>Errors: <see cref="NotFoundException"/>, <see cref="IoException"/>, <see
        /// cref="CorruptException"/>, <see cref="UnsupportedException"/> (uint64, complex, text,
        /// objects), <see cref="LimitException"/>, <see
        /// cref="OutOfNativeMemoryException"/>.</remarks>
        public static Tensor Read(string path)
        {
            return new Tensor(Native.tensor_read(path));
        }

        // C: cnnviz_tensor_write
        /// <summary>Writes a NumPy .npy file (format 1.0, C order, '&lt;f4' or '&lt;i8'; "-":
        /// standard output), complete or not at all.</summary>
        /// <remarks>Errors: <see cref="NotFoundException"/> (the folder), <see
        /// cref="IoException"/>.</remarks>
        public void Write(string path)
        {
            Native.tensor_write(TensorHandle.Of(this), path);
        }

        // C: cnnviz_tensor_item
        /// <summary>Item <c>index</c> of the first axis, without that axis: [N, C, H, W] -&gt; [C,
        /// H, W].</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (rank 0, an index outside 0 to
        /// N-1).</remarks>
        public Tensor Item(long index)
        {
            return new Tensor(Native.tensor_item(TensorHandle.Of(this), index));
        }

        // C: cnnviz_tensor_reshape
        /// <summary>The same numbers under another shape of equal element count.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/>.</remarks>
        public Tensor Reshape(params long[] shape)
        {
            using (var extents = new Pinned(shape))
            {
                return new Tensor(
                    Native.tensor_reshape(TensorHandle.Of(this), extents.Address, shape?.Length ?? 0));
            }
        }

        /// <summary>All numbers of a float32 tensor, copied.</summary>
        public float[] Floats()
        {
            var values = new float[Size];
            CopyTo(values);
            return values;
        }

        /// <summary>All numbers of an int64 tensor, copied.</summary>
        public long[] Ints()
        {
            var values = new long[Size];
            CopyTo(values);
            return values;
        }

        // C: cnnviz_tensor_copy_floats
        /// <summary>Copies all elements to <c>values</c>, whose <c>count</c> must equal
        /// <c>Tensor.Size</c>.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (another count, a tensor of the
        /// other type).</remarks>
        public void CopyTo(float[] values)
        {
            using (var pinned = new Pinned(values))
            {
                Native.tensor_copy_floats(pinned.Address, values?.LongLength ?? 0, TensorHandle.Of(this));
            }
        }

        // C: cnnviz_tensor_copy_ints
        /// <summary>Copies all elements to <c>values</c>, whose <c>count</c> must equal
        /// <c>Tensor.Size</c>.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (another count, a tensor of the
        /// other type).</remarks>
        public void CopyTo(long[] values)
        {
            using (var pinned = new Pinned(values))
            {
                Native.tensor_copy_ints(pinned.Address, values?.LongLength ?? 0, TensorHandle.Of(this));
            }
        }

        /// <summary>Copies all numbers, in their own type, to memory with room for <c>count</c> of them, which
        /// must be <see cref="Size"/>.</summary>
        public void CopyTo(IntPtr values, long count)
        {
            TensorHandle tensor = TensorHandle.Of(this);
            if (Dtype == Dtype.Int64)
            {
                Native.tensor_copy_ints(values, count, tensor);
            }
            else
            {
                Native.tensor_copy_floats(values, count, tensor);
            }
        }

        /// <summary>The numbers where the library has them, without a copy.</summary>
        public MemoryView View()
        {
            TensorHandle shared = Native.tensor_share(TensorHandle.Of(this));
            bool wide = Native.tensor_dtype(shared) == (int)Dtype.Int64;
            IntPtr address = wide ? Native.tensor_ints(shared) : Native.tensor_floats(shared);
            return new MemoryView(shared, address, Native.tensor_size(shared) * (wide ? sizeof(long) : sizeof(float)));
        }

#if NETSTANDARD2_1_OR_GREATER
        /// <summary>A tensor of copied numbers.</summary>
        public static unsafe Tensor Of(ReadOnlySpan<float> values, params long[] shape)
        {
            fixed (float* address = values)
            {
                return FromFloats((IntPtr)address, values.Length, shape);
            }
        }

        /// <summary>A tensor of copied numbers.</summary>
        public static unsafe Tensor Of(ReadOnlySpan<long> values, params long[] shape)
        {
            fixed (long* address = values)
            {
                return FromInts((IntPtr)address, values.Length, shape);
            }
        }

        /// <summary>Copies all numbers of a float32 tensor to as many.</summary>
        public unsafe void CopyTo(Span<float> values)
        {
            fixed (float* address = values)
            {
                Native.tensor_copy_floats((IntPtr)address, values.Length, TensorHandle.Of(this));
            }
        }

        /// <summary>Copies all numbers of an int64 tensor to as many.</summary>
        public unsafe void CopyTo(Span<long> values)
        {
            fixed (long* address = values)
            {
                Native.tensor_copy_ints((IntPtr)address, values.Length, TensorHandle.Of(this));
            }
        }
#endif

        /// <summary>For people.</summary>
        public override string ToString()
        {
            return IsDisposed ? "Tensor, disposed" : $"Tensor {Dtype} [{string.Join(", ", Shape)}]";
        }

        private static TensorHandle Make(Maker maker, Array values, long[] shape)
        {
            using (var pinned = new Pinned(values))
            {
                return Make(maker, pinned.Address, values?.LongLength ?? 0, shape);
            }
        }

        private static TensorHandle Make(Maker maker, IntPtr values, long count, long[] shape)
        {
            using (var extents = new Pinned(shape))
            {
                return maker(values, count, extents.Address, shape?.Length ?? 0);
            }
        }
    }
}
