using System;
using System.Globalization;
using System.Linq;
using Cnnviz;

/// <summary>Which neurons fire here? The five channels of a layer that answer most to one place of a photo, and
/// their maps.</summary>
/// <example><code>mono Neurons.exe squeezenet.onnx cat.jpg out.png fire5/concat 0.3 0.5</code> (a third from the
/// top)</example>
public static class Neurons
{
    public static int Main(string[] words)
    {
        if (words.Length < 4)
        {
            Console.Error.WriteLine("usage: Neurons MODEL.onnx PHOTO OUT.png LAYER [Y X] (0 to 1)");
            return 2;
        }
        double y = words.Length > 5 ? double.Parse(words[4], CultureInfo.InvariantCulture) : 0.5;
        double x = words.Length > 5 ? double.Parse(words[5], CultureInfo.InvariantCulture) : 0.5;
        try
        {
            using (var model = new Model(words[0]))
            using (var photo = new Image(words[1]))
            using (Result result = model.Activations(photo, words[3]))
            using (Tensor maps = result.Tensor("maps").Item(0))
            {
                long channels = maps.Shape[0], rows = maps.Shape[1], columns = maps.Shape[2];
                float[] values = maps.Floats();
                long place = Cell(y, rows) * columns + Cell(x, columns);
                Func<long, float> response = channel => values[channel * rows * columns + place];
                long[] strongest = Enumerable.Range(0, (int)channels).Select(channel => (long)channel)
                    .OrderByDescending(response).Take(5).ToArray();
                foreach (long channel in strongest)
                {
                    string here = response(channel).ToString("G6", CultureInfo.InvariantCulture);
                    Console.WriteLine($"channel {channel,3}  {here}");
                }
                var options = new GridOptions { Each = true, Columns = 5 };
                Image grid = Render.Grid(maps, new Tensor(strongest, strongest.Length), options: options);
                grid.Write(words[2], result.Json);
            }
            return 0;
        }
        catch (CnnvizException error)
        {
            Console.Error.WriteLine("Neurons: " + error.Message);
            return 1;
        }
    }

    private static long Cell(double place, long cells)
    {
        return Math.Max(0, Math.Min((long)(place * cells), cells - 1));
    }
}
