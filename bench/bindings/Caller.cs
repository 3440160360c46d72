using System;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cnnviz;

/// <summary>One saliency call in C#, timed for bindings.py; see caller.c.</summary>
public static class Caller
{
    public static void Main(string[] words)
    {
        using (var model = new Model(words[0]))
        using (var photo = new Image(words[1]))
        using (var input = model.Preprocess(photo))
        {
            for (string line = Console.ReadLine(); line != null; line = Console.ReadLine())
            {
                int count = int.Parse(line, CultureInfo.InvariantCulture);
                var times = new StringBuilder();
                for (int i = 0; i < count; ++i)
                {
                    long start = Stopwatch.GetTimestamp();
                    using (var result = model.Saliency(input, "class:0"))
                    using (result.Tensor("map"))
                    {
                        double ticks = Stopwatch.GetTimestamp() - start;
                        double microseconds = 1e6 * ticks / Stopwatch.Frequency;
                        times.Append(microseconds.ToString("F1", CultureInfo.InvariantCulture)).Append(' ');
                    }
                }
                Console.WriteLine(times);
            }
        }
    }
}
