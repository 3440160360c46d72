import java.nio.file.Path;
import java.util.Scanner;
import org.cnnviz.Image;
import org.cnnviz.Model;
import org.cnnviz.Result;
import org.cnnviz.Tensor;

/** One saliency call in Java, timed for bindings.py; see caller.c. */
public class Caller {
  public static void main(String[] words) {
    try (Model model = new Model(Path.of(words[0])); Image photo = new Image(Path.of(words[1]));
        Tensor input = model.preprocess(photo)) {
      Scanner lines = new Scanner(System.in);
      while (lines.hasNextInt()) {
        int count = lines.nextInt();
        StringBuilder times = new StringBuilder();
        for (int i = 0; i < count; ++i) {
          long start = System.nanoTime();
          try (Result result = model.saliency(input, "class:0"); Tensor map = result.tensor("map")) {
            times.append((System.nanoTime() - start) / 1e3).append(' ');
          }
        }
        System.out.println(times);
      }
    }
  }
}
