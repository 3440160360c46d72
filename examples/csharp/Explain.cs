using System;
using System.Collections.Generic;
using System.Globalization;
using Cnnviz;

/// <summary>What does a network see in a photo, and where? Prints the three best classes and writes the photo
/// under a Grad-CAM map of the best one, or of a target such as class:281.</summary>
/// <example><code>mono Explain.exe squeezenet.onnx cat.jpg out.png class:tabby</code></example>
public static class Explain
{
    public static int Main(string[] words)
    {
        if (words.Length < 3)
        {
            Console.Error.WriteLine("usage: Explain MODEL.onnx PHOTO OUT.png [TARGET]");
            return 2;
        }
        try
        {
            using (var model = new Model(words[0]))
            using (var photo = new Image(words[1]))
            {
                Result answer = model.Classify(photo, new ClassifyOptions { Top = 3 });
                IReadOnlyList<string> labels = model.Labels;
                long[] classes = answer.Tensor("classes").Ints();
                float[] scores = answer.Tensor("scores").Floats();
                for (int i = 0; i < classes.Length; ++i)
                {
                    string label = classes[i] < labels.Count ? labels[(int)classes[i]] : "";
                    Console.WriteLine(string.Format(
                        CultureInfo.InvariantCulture, "{0,6:F2} %  {1} {2}", 100.0 * scores[i], classes[i], label));
                }
                Result reason = model.Gradcam(photo, words.Length > 3 ? words[3] : "top");
                Image overlay = Render.Overlay(reason.Tensor("map").Item(0), model.View(photo, 448));
                overlay.Write(words[2], reason.Json);
            }
            return 0;
        }
        catch (CnnvizException error)
        {
            Console.Error.WriteLine("Explain: " + error.Message);
            return 1;
        }
    }
}
