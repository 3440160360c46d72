import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cnnviz.CnnvizException;
import org.cnnviz.Corpus;
import org.cnnviz.Figure;
import org.cnnviz.FigureOptions;
import org.cnnviz.Image;
import org.cnnviz.Model;
import org.cnnviz.NeighborsOptions;
import org.cnnviz.Result;
import org.cnnviz.Tensor;

/**
 * Which pictures of a folder are most like this one, as a network sees them? Indexes them into a
 * collection (a second run only looks at new pictures) and draws the nearest.
 *
 * <pre>java -cp cnnviz-0.1.0.jar Neighbors.java squeezenet.onnx holidays.db out.png cat.jpg a.jpg ...</pre>
 */
public class Neighbors {
  public static void main(String[] words) {
    if (words.length < 5) {
      System.err.println(
          "usage: java Neighbors.java MODEL.onnx COLLECTION.db OUT.png PHOTO PICTURE...");
      System.exit(2);
    }
    List<String> files = List.of(words).subList(3, words.length);
    Path collection = Path.of(words[1]);
    try (Model model = new Model(Path.of(words[0]))) {
      Corpus.index(model, collection, files, null, null, null, null);
    } catch (CnnvizException error) {
      fail(error);
    }
    try (Corpus corpus = new Corpus(collection); Figure figure = new Figure(files.get(0))) {
      Map<Long, String> names = new HashMap<>();
      files.forEach(file -> names.put(corpus.find(Path.of(file)), file));
      long photo = corpus.find(Path.of(files.get(0)));
      add(figure, 0, names.get(photo), 0);
      int count = (int) Math.min(5, corpus.imageCount() - 1);
      Result nearest =
          corpus.neighbors(
              null, Tensor.of(new long[] {photo}, 1), new NeighborsOptions().count(count), null);
      long[] indices = nearest.tensor("indices").ints();
      float[] distances = nearest.tensor("distances").floats();
      for (int i = 0; i < indices.length; ++i) {
        add(figure, i + 1, names.get(indices[i]), distances[i]);
      }
      figure.draw(new FigureOptions().cellWidth(160).cellHeight(160)).write(Path.of(words[2]));
    } catch (CnnvizException error) {
      fail(error);
    }
  }

  private static void add(Figure figure, int column, String name, double distance) {
    if (name == null) return; // indexed by an earlier run
    System.out.printf("%-8s %s%n", shown(distance), name);
    figure.set(0, column, new Image(Path.of(name)), name);
  }

  private static void fail(CnnvizException error) {
    System.err.println("Neighbors: " + error.getMessage());
    System.exit(1);
  }

  /** Four digits. */
  private static String shown(double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
