import java.nio.file.Path;
import java.util.List;
import org.cnnviz.ClassifyOptions;
import org.cnnviz.CnnvizException;
import org.cnnviz.Image;
import org.cnnviz.Model;
import org.cnnviz.Render;
import org.cnnviz.Result;

/**
 * What does a network see in a photo, and where? Prints the three best classes and writes the photo
 * under a Grad-CAM map of the best one, or of a target such as class:281.
 *
 * <pre>java -cp cnnviz-0.1.0.jar Explain.java squeezenet.onnx cat.jpg out.png class:tabby</pre>
 */
public class Explain {
  public static void main(String[] words) {
    if (words.length < 3) {
      System.err.println("usage: java Explain.java MODEL.onnx PHOTO OUT.png [TARGET]");
      System.exit(2);
    }
    try (Model model = new Model(Path.of(words[0])); Image photo = new Image(Path.of(words[1]))) {
      Result answer = model.classify(photo, new ClassifyOptions().top(3), null);
      List<String> labels = model.labels();
      long[] classes = answer.tensor("classes").ints();
      float[] scores = answer.tensor("scores").floats();
      for (int i = 0; i < classes.length; ++i) {
        String label = classes[i] < labels.size() ? labels.get((int) classes[i]) : "";
        System.out.printf("%6.2f %%  %d %s%n", 100.0 * scores[i], classes[i], label);
      }
      Result reason = model.gradcam(photo, words.length > 3 ? words[3] : "top");
      Render.overlay(reason.tensor("map").item(0), model.view(photo, 448))
          .write(Path.of(words[2]), reason.json());
    } catch (CnnvizException error) {
      System.err.println("Explain: " + error.getMessage());
      System.exit(1);
    }
  }
}
