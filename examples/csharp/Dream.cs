using System;
using System.Globalization;
using System.Threading;
using Cnnviz;

/// <summary>What does a layer see in a photo? Draws it into the photo, and tells how far it is meanwhile; Ctrl-C
/// stops it.</summary>
/// <example><code>mono Dream.exe squeezenet.onnx cat.jpg out.png layer:fire5/concat 10</code></example>
public static class Dream
{
    public static int Main(string[] words)
    {
        if (words.Length < 4)
        {
            Console.Error.WriteLine("usage: Dream MODEL.onnx PHOTO OUT.png TARGET [STEPS]");
            return 2;
        }
        var options = new DreamOptions();
        if (words.Length > 4)
        {
            options.Steps = int.Parse(words[4], CultureInfo.InvariantCulture);
        }
        var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (sender, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            using (var job = new Job())
            using (new Timer(_ => Console.Error.Write($"\r{job.Stage}: {job.Done} of {job.Total} "), null, 100, 100))
            using (var model = new Model(words[0]))
            using (var photo = new Image(words[1]))
            using (Result result = model.Dream(photo, words[3], options, job: job, cancellationToken: stop.Token))
            {
                result.Image("picture").Write(words[2], result.Json);
                float[] objective = result.Tensor("objective").Floats();
                Console.WriteLine(string.Format(CultureInfo.InvariantCulture,
                    "the target grew from {0:G6} to {1:G6}", objective[0], objective[objective.Length - 1]));
            }
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Dream: stopped");
            return 130;
        }
        catch (CnnvizException error)
        {
            Console.Error.WriteLine("Dream: " + error.Message);
            return 1;
        }
    }
}
