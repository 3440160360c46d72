using System;
using System.Collections.Generic;
using Cnnviz;

/// <summary>Does one thing, named by the first word, before anything else; without words it lists what there
/// is.</summary>
public static class FirstUse
{
    private static readonly Dictionary<string, Action> Ways = new Dictionary<string, Action>
    {
        ["version"] = () => Console.Error.WriteLine(Library.Version),
        ["model"] = () => new Model("/nowhere.onnx"),
        ["model-bytes"] = () => new Model(new byte[4]),
        ["model-address"] = () => new Model(IntPtr.Zero, 0),
        ["image"] = () => new Image("/nowhere.png"),
        ["image-bytes"] = () => Image.Decode(new byte[4]),
        ["image-pixels"] = () => Image.FromPixels(new byte[3], 1, 1, 3).Dispose(),
        ["tensor"] = () => new Tensor(new float[2], 2).Dispose(),
        ["tensor-ints"] = () => new Tensor(new long[2], 2).Dispose(),
        ["tensor-zeros"] = () => Tensor.Zeros(Dtype.Int64, 2).Dispose(),
        ["tensor-file"] = () => Tensor.Read("/nowhere.npy"),
        ["tensor-address"] = () => Tensor.FromFloats(IntPtr.Zero, 1, 1),
        ["corpus"] = () => new Corpus("/nowhere.db"),
        ["corpus-merge"] = () => Corpus.Merge("/nowhere/c.db", new[] { "/nowhere.db" }),
        ["corpus-index"] = () => Corpus.Index(null, "/nowhere/c.db"),
        ["job"] = () => new Job().Dispose(),
        ["figure"] = () => new Figure().Dispose(),
        ["render"] = () => Render.Map(null),
        ["render-color-bar"] = () => Render.ColorBar(0, 1).Dispose(),
        ["embedding"] = () => Embedding.Tsne(null),
        ["options"] = () => Console.Error.WriteLine(new SaliencyOptions().Rule),
        ["options-preset"] = () => Console.Error.WriteLine(new SynthesizeOptions("maco").Steps),
    };

    public static void Main(string[] words)
    {
        if (words.Length == 0)
        {
            Console.WriteLine(string.Join("\n", Ways.Keys));
            return;
        }
        try
        {
            Ways[words[0]]();
            Console.WriteLine("well");
        }
        catch (CnnvizException failure)
        {
            Console.WriteLine("well, and refused: " + failure.Message);
        }
    }
}
