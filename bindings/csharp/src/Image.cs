using System;
using System.IO;

namespace Cnnviz
{
    /// <summary>A picture of 8-bit pixels (gray, RGB or RGBA), which never changes.</summary>
    public sealed class Image : Input
    {
        static Image()
        {
            NativeLibrary.Load();
        }

        internal Image(ImageHandle handle) : base(handle)
        {
        }

        // C: cnnviz_image_read
        /// <summary>Reads a PNG or JPEG file ("-": standard input); the content decides which, not
        /// the name. The EXIF orientation is applied, so that the picture stands upright. Palettes
        /// are expanded, 16-bit samples reduced to 8, CMYK converted to RGB, gray with alpha to
        /// RGBA. Color profiles and gamma are not applied. At most 16384 pixels a side and 67108864
        /// in all.</summary>
        /// <remarks>Errors: <see cref="NotFoundException"/>, <see cref="IoException"/>, <see
        /// cref="CorruptException"/> (broken, truncated, unknown), <see
        /// cref="UnsupportedException"/> (another kind of file), <see cref="LimitException"/>, <see
        /// cref="OutOfNativeMemoryException"/>.</remarks>
        public Image(string path) : this(Native.image_read(path))
        {
        }

        /// <summary>The width in pixels.</summary>
        public int Width => Native.image_width(ImageHandle.Of(this));

        /// <summary>The height in pixels.</summary>
        public int Height => Native.image_height(ImageHandle.Of(this));

        /// <summary>1 (gray), 3 (RGB) or 4 (RGBA).</summary>
        public int Channels => Native.image_channels(ImageHandle.Of(this));

        // C: cnnviz_image_decode
        /// <summary>The same from <c>length</c> bytes in memory, which are not kept.</summary>
        public static Image Decode(byte[] encoded)
        {
            using (var pinned = new Pinned(encoded))
            {
                return Decode(pinned.Address, encoded?.LongLength ?? 0);
            }
        }

        /// <summary>The same from <c>length</c> bytes at an address.</summary>
        public static Image Decode(IntPtr encoded, long length)
        {
            return new Image(Native.image_decode(encoded, length));
        }

        /// <summary>The same from a stream, which is read to its end.</summary>
        public static Image Decode(Stream encoded)
        {
            using (var memory = new MemoryStream())
            {
                encoded.CopyTo(memory);
                return Decode(memory.ToArray());
            }
        }

        // C: cnnviz_image_from_pixels
        /// <summary>A picture of copied pixels; <c>length</c> must be width * height * channels,
        /// channels 1, 3 or 4.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/>, <see cref="LimitException"/>,
        /// <see cref="OutOfNativeMemoryException"/>.</remarks>
        public static Image FromPixels(byte[] pixels, int width, int height, int channels)
        {
            using (var pinned = new Pinned(pixels))
            {
                return FromPixels(pinned.Address, pixels?.LongLength ?? 0, width, height, channels);
            }
        }

        /// <summary>The same from <c>length</c> bytes at an address.</summary>
        public static Image FromPixels(IntPtr pixels, long length, int width, int height, int channels)
        {
            return new Image(Native.image_from_pixels(pixels, length, width, height, channels));
        }

        // C: cnnviz_image_write
        /// <summary>Writes a picture file, complete or not at all: PNG or JPEG by the ending of the
        /// name (.png, .jpg, .jpeg); "-" is standard output, PNG. <c>note</c> (UTF-8, null: none)
        /// is kept in PNG files as a text chunk with the keyword "cnnviz": a result's document,
        /// say, so that a picture tells how it was made.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (another ending), <see
        /// cref="NotFoundException"/> (the folder), <see cref="IoException"/>.</remarks>
        public void Write(string path, string note = null)
        {
            Native.image_write(ImageHandle.Of(this), path, note);
        }

        /// <summary>The bytes of such a file.</summary>
        public byte[] Encode(ImageFormat format, string note = null)
        {
            return Call.Take(Native.image_encode(ImageHandle.Of(this), (int)format, note));
        }

        // C: cnnviz_image_crop
        /// <summary>The rectangle of <c>width</c> x <c>height</c> pixels whose top left pixel is
        /// (x, y).</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (empty, or not inside the
        /// picture).</remarks>
        public Image Crop(int x, int y, int width, int height)
        {
            return new Image(Native.image_crop(ImageHandle.Of(this), x, y, width, height));
        }

        // C: cnnviz_image_resize
        /// <summary>Another size, by antialiased bilinear interpolation (a triangle filter, widened
        /// where the picture shrinks).</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (a side below 1), <see
        /// cref="LimitException"/>, <see cref="OutOfNativeMemoryException"/>.</remarks>
        public Image Resize(int width, int height)
        {
            return new Image(Native.image_resize(ImageHandle.Of(this), width, height));
        }

        /// <summary>The pixels row by row, the channels of each together, copied.</summary>
        public byte[] Pixels()
        {
            var pixels = new byte[(long)Width * Height * Channels];
            CopyTo(pixels);
            return pixels;
        }

        // C: cnnviz_image_copy_pixels
        /// <summary>Copies all pixels to <c>pixels</c>, whose <c>length</c> must be width * height
        /// * channels.</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/>.</remarks>
        public void CopyTo(byte[] pixels)
        {
            using (var pinned = new Pinned(pixels))
            {
                CopyTo(pinned.Address, pixels?.LongLength ?? 0);
            }
        }

        /// <summary>The same to memory of <c>length</c> bytes.</summary>
        public void CopyTo(IntPtr pixels, long length)
        {
            Native.image_copy_pixels(pixels, length, ImageHandle.Of(this));
        }

        /// <summary>The pixels where the library has them, without a copy.</summary>
        public MemoryView View()
        {
            ImageHandle shared = Native.image_share(ImageHandle.Of(this));
            long pixels = (long)Native.image_width(shared) * Native.image_height(shared);
            long length = pixels * Native.image_channels(shared);
            return new MemoryView(shared, Native.image_pixels(shared), length);
        }

#if NETSTANDARD2_1_OR_GREATER
        /// <summary>The picture in a PNG or JPEG file's bytes.</summary>
        public static unsafe Image Decode(ReadOnlySpan<byte> encoded)
        {
            fixed (byte* address = encoded)
            {
                return Decode((IntPtr)address, encoded.Length);
            }
        }

        /// <summary>A picture of copied pixels.</summary>
        public static unsafe Image FromPixels(ReadOnlySpan<byte> pixels, int width, int height, int channels)
        {
            fixed (byte* address = pixels)
            {
                return FromPixels((IntPtr)address, pixels.Length, width, height, channels);
            }
        }

        /// <summary>Copies all pixels.</summary>
        public unsafe void CopyTo(Span<byte> pixels)
        {
            fixed (byte* address = pixels)
            {
                CopyTo((IntPtr)address, pixels.Length);
            }
        }
#endif

        /// <summary>For people.</summary>
        public override string ToString()
        {
            return IsDisposed ? "Image, disposed" : $"Image {Width} x {Height}, {Channels} channels";
        }
    }
}
