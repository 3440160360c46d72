import java.nio.file.Path;
import org.cnnviz.Image;
import org.cnnviz.Model;
import org.cnnviz.Render;
import org.cnnviz.Result;

/** MODEL PHOTO CLASS OUT.png: one saliency. */
public class Explaining {
  public static void main(String[] words) {
    try (Model model = new Model(Path.of(words[0])); Image photo = new Image(Path.of(words[1]))) {
      Result reason = model.saliency(photo, words[2]);
      Render.overlay(reason.tensor("map").item(0), model.view(photo, 128)).write(Path.of(words[3]));
    }
  }
}
