using System;
using System.Globalization;
using Cnnviz;

/// <summary>Which pixels does a decision depend on? The same photo under every rule of backpropagation, side by
/// side, from one forward pass.</summary>
/// <example><code>mono SaliencyRules.exe squeezenet.onnx cat.jpg out.png class:tabby</code></example>
public static class SaliencyRules
{
    public static int Main(string[] words)
    {
        if (words.Length < 3)
        {
            Console.Error.WriteLine("usage: SaliencyRules MODEL.onnx PHOTO OUT.png [TARGET]");
            return 2;
        }
        string target = words.Length > 3 ? words[3] : "top";
        try
        {
            using (var model = new Model(words[0]))
            using (var photo = new Image(words[1]))
            using (Result result = model.Saliency(photo, target, new SaliencyOptions { Rule = Rule.All }))
            using (var figure = new Figure(target))
            {
                figure.Set(0, 0, model.View(photo), "photo");
                int column = 1;
                foreach (string rule in new[] { "gradient", "deconvnet", "guided" })
                {
                    Tensor map = result.Tensor(rule + "_map").Item(0);
                    figure.Set(0, column++, Render.Map(map), rule);
                    string largest = Render.Measure(map).Maximum.ToString("G6", CultureInfo.InvariantCulture);
                    Console.WriteLine($"{rule,-10} largest value {largest}");
                }
                figure.Draw().Write(words[2], result.Json);
            }
            return 0;
        }
        catch (CnnvizException error)
        {
            Console.Error.WriteLine("SaliencyRules: " + error.Message);
            return 1;
        }
    }
}
