using System;
using Cnnviz;

/// <summary>What only netstandard2.1 has: spans in place of arrays.</summary>
public static class Spans
{
    public static int Main()
    {
        Span<float> numbers = new float[] { 0, 1, 2, 3, 4, 5 };
        ReadOnlySpan<long> wide = new long[] { 1L << 40, -1 };
        Tensor tensor = Tensor.Of(numbers, 2, 3);
        using (MemoryView view = tensor.View())
        {
            Require(view.AsSpan<float>().SequenceEqual(numbers), "a view");
        }
        Span<float> copy = new float[6];
        tensor.CopyTo(copy);
        Require(copy.SequenceEqual(numbers), "a copy");
        Span<long> wideCopy = new long[2];
        Tensor.Of(wide, 2).CopyTo(wideCopy);
        Require(wideCopy.SequenceEqual(wide), "a copy of int64 numbers");
        Require(Tensor.Of(ReadOnlySpan<float>.Empty, 0, 2).Size == 0, "no numbers");
        try
        {
            tensor.CopyTo(copy.Slice(1));
            Require(false, "a shorter span");
        }
        catch (InvalidArgumentException)
        {
        }
        ReadOnlySpan<byte> pixels = new byte[] { 10, 20, 30, 40, 50, 60 };
        Image image = Image.FromPixels(pixels, 2, 1, 3);
        Span<byte> same = new byte[6];
        Image.Decode(new ReadOnlySpan<byte>(image.Encode(ImageFormat.Png))).CopyTo(same);
        Require(same.SequenceEqual(pixels), "pixels");
        Console.WriteLine("spans: as arrays");
        return 0;
    }

    private static void Require(bool good, string what)
    {
        if (!good)
        {
            throw new Exception("not as it should be: " + what);
        }
    }
}
