using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Cnnviz;

/// <summary>Which pictures of a folder are most like this one, as a network sees them? Indexes them into a
/// collection (a second run only looks at new pictures) and draws the nearest.</summary>
/// <example><code>mono Neighbors.exe squeezenet.onnx holidays.db out.png cat.jpg a.jpg ...</code></example>
public static class Neighbors
{
    public static int Main(string[] words)
    {
        if (words.Length < 5)
        {
            Console.Error.WriteLine("usage: Neighbors MODEL.onnx COLLECTION.db OUT.png PHOTO PICTURE...");
            return 2;
        }
        try
        {
            string[] files = words.Skip(3).ToArray();
            using (var model = new Model(words[0]))
            {
                Corpus.Index(model, words[1], files);
            }
            Draw(words[1], words[2], files);
            return 0;
        }
        catch (CnnvizException error)
        {
            Console.Error.WriteLine("Neighbors: " + error.Message);
            return 1;
        }
    }

    private static void Draw(string collection, string picture, string[] files)
    {
        using (var corpus = new Corpus(collection))
        using (var figure = new Figure(files[0]))
        {
            var names = new Dictionary<long, string>();
            foreach (string file in files)
            {
                names[corpus.Find(file)] = file;
            }
            long photo = corpus.Find(files[0]);
            Add(figure, 0, photo, names, 0);
            var options = new NeighborsOptions { Count = (int)Math.Min(5, corpus.ImageCount - 1) };
            Result nearest = corpus.Neighbors(new Tensor(new[] { photo }, 1), options: options);
            long[] indices = nearest.Tensor("indices").Ints();
            float[] distances = nearest.Tensor("distances").Floats();
            for (int i = 0; i < indices.Length; ++i)
            {
                Add(figure, i + 1, indices[i], names, distances[i]);
            }
            figure.Draw(new FigureOptions { CellWidth = 160, CellHeight = 160 }).Write(picture);
        }
    }
    private static void Add(
        Figure figure, int column, long number, Dictionary<long, string> names, double distance)
    {
        string name;
        if (names.TryGetValue(number, out name)) // else it was indexed by an earlier run
        {
            Console.WriteLine($"{distance.ToString("G4", CultureInfo.InvariantCulture),-8} {name}");
            figure.Set(0, column, new Image(name), name);
        }
    }
}
