import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.cnnviz.CnnvizException;
import org.cnnviz.DreamOptions;
import org.cnnviz.Image;
import org.cnnviz.Job;
import org.cnnviz.Model;
import org.cnnviz.Result;

/**
 * What does a layer see in a photo? Draws it into the photo, and tells how far it is meanwhile.
 *
 * <pre>java -cp cnnviz-0.1.0.jar Dream.java squeezenet.onnx cat.jpg out.png layer:fire5/concat 10</pre>
 */
public class Dream {
  public static void main(String[] words) {
    if (words.length < 4) {
      System.err.println("usage: java Dream.java MODEL.onnx PHOTO OUT.png TARGET [STEPS]");
      System.exit(2);
    }
    DreamOptions options = new DreamOptions();
    if (words.length > 4) {
      options.steps(Integer.parseInt(words[4]));
    }
    Job job = new Job();
    ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor();
    watcher.scheduleAtFixedRate(
        () -> System.err.printf("\r%s: %d of %d ", job.stage(), job.done(), job.total()),
        100, 100, TimeUnit.MILLISECONDS);
    int code = 0;
    try (Model model = new Model(Path.of(words[0])); Image photo = new Image(Path.of(words[1]));
        Result result = model.dream(photo, null, model.target(words[3]), options, job)) {
      result.image("picture").write(Path.of(words[2]), result.json());
      FloatBuffer objective = result.tensor("objective").floatBuffer();
      System.out.printf(
          "the target grew from %s to %s%n",
          shown(objective.get(0)), shown(objective.get(objective.limit() - 1)));
    } catch (CnnvizException error) {
      System.err.println("Dream: " + error.getMessage());
      code = 1;
    }
    watcher.shutdown();
    System.err.println();
    System.exit(code);
  }

  /** Six digits. */
  private static String shown(double value) {
    return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString();
  }
}
