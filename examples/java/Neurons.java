import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.LongStream;
import org.cnnviz.CnnvizException;
import org.cnnviz.GridOptions;
import org.cnnviz.Image;
import org.cnnviz.Model;
import org.cnnviz.Render;
import org.cnnviz.Result;
import org.cnnviz.Tensor;

/**
 * Which neurons fire here? The five channels of a layer that answer most to one place of a photo, and
 * their maps.
 *
 * <pre>java -cp cnnviz-0.1.0.jar Neurons.java squeezenet.onnx cat.jpg out.png fire5/concat 0.3 0.5</pre>
 *
 * (a third from the top)
 */
public class Neurons {
  public static void main(String[] words) {
    if (words.length < 4) {
      System.err.println("usage: java Neurons.java MODEL.onnx PHOTO OUT.png LAYER [Y X] (0 to 1)");
      System.exit(2);
    }
    double y = words.length > 5 ? Double.parseDouble(words[4]) : 0.5;
    double x = words.length > 5 ? Double.parseDouble(words[5]) : 0.5;
    try (Model model = new Model(Path.of(words[0])); Image photo = new Image(Path.of(words[1]));
        Result result = model.activations(photo, words[3], null, null);
        Tensor maps = result.tensor("maps").item(0)) {
      long[] shape = maps.shape(); // channels, rows, columns
      int place = (int) (cell(y, shape[1]) * shape[2] + cell(x, shape[2]));
      int cells = (int) (shape[1] * shape[2]);
      FloatBuffer values = maps.floatBuffer();
      Comparator<Long> response =
          Comparator.comparing(channel -> values.get((int) (channel * cells + place)));
      long[] strongest =
          LongStream.range(0, shape[0]).boxed().sorted(response.reversed()).limit(5)
              .mapToLong(channel -> channel).toArray();
      for (long channel : strongest) {
        float here = values.get((int) (channel * cells + place));
        System.out.printf("channel %3d  %s%n", channel, shown(here));
      }
      Tensor order = Tensor.of(strongest, strongest.length);
      Render.grid(maps, order, null, new GridOptions().each(true).columns(5))
          .write(Path.of(words[2]), result.json());
    } catch (CnnvizException error) {
      System.err.println("Neurons: " + error.getMessage());
      System.exit(1);
    }
  }

  private static long cell(double place, long cells) {
    return Math.max(0, Math.min((long) (place * cells), cells - 1));
  }

  /** Six digits. */
  private static String shown(double value) {
    return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString();
  }
}
