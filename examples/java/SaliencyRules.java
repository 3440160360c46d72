import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.List;
import org.cnnviz.CnnvizException;
import org.cnnviz.Figure;
import org.cnnviz.Image;
import org.cnnviz.Model;
import org.cnnviz.Render;
import org.cnnviz.Result;
import org.cnnviz.Rule;
import org.cnnviz.SaliencyOptions;
import org.cnnviz.Tensor;

/**
 * Which pixels does a decision depend on? The same photo under every rule of backpropagation, side by
 * side, from one forward pass.
 *
 * <pre>java -cp cnnviz-0.1.0.jar SaliencyRules.java squeezenet.onnx cat.jpg out.png class:tabby</pre>
 */
public class SaliencyRules {
  public static void main(String[] words) {
    if (words.length < 3) {
      System.err.println("usage: java SaliencyRules.java MODEL.onnx PHOTO OUT.png [TARGET]");
      System.exit(2);
    }
    String target = words.length > 3 ? words[3] : "top";
    try (Model model = new Model(Path.of(words[0])); Image photo = new Image(Path.of(words[1]));
        Result result = model.saliency(photo, target, new SaliencyOptions().rule(Rule.ALL));
        Figure figure = new Figure(target)) {
      figure.set(0, 0, model.view(photo, 0), "photo");
      int column = 1;
      for (String rule : List.of("gradient", "deconvnet", "guided")) {
        Tensor map = result.tensor(rule + "_map").item(0);
        figure.set(0, column++, Render.map(map), rule);
        double largest = Render.measure(map, null).maximum();
        System.out.printf("%-10s largest value %s%n", rule, shown(largest));
      }
      figure.draw().write(Path.of(words[2]), result.json());
    } catch (CnnvizException error) {
      System.err.println("SaliencyRules: " + error.getMessage());
      System.exit(1);
    }
  }

  /** Six digits. */
  private static String shown(double value) {
    return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString();
  }
}
