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
            Tensor features = corpus.Features().Tensor("features"); // a row for each picture
            Tensor photo = features.Item(corpus.Find(files[0]));
            var options = new NeighborsOptions { Count = (int)Math.Min(5, corpus.ImageCount) };
            Result result = Embedding.Neighbors(features, photo.Reshape(1, photo.Size), options);
            long[] indices = result.Tensor("indices").Ints();
            float[] distances = result.Tensor("distances").Floats();
            for (int column = 0; column < indices.Length; ++column)
            {
                string name;
                if (names.TryGetValue(indices[column], out name)) // else it was indexed by an earlier run
                {
                    string distance = distances[column].ToString("G4", CultureInfo.InvariantCulture);
                    Console.WriteLine($"{distance,-8} {name}");
                    figure.Set(0, column, new Image(name), name);
                }
            }
            figure.Draw(new FigureOptions { CellWidth = 160, CellHeight = 160 }).Write(picture);
        }
    }
}
