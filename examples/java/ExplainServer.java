import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.cnnviz.CnnvizException;
import org.cnnviz.Image;
import org.cnnviz.ImageFormat;
import org.cnnviz.LimitException;
import org.cnnviz.Model;
import org.cnnviz.ModelOptions;
import org.cnnviz.OutOfMemoryException;
import org.cnnviz.Render;
import org.cnnviz.Result;

/**
 * Explains uploaded photos over HTTP: POST a PNG or JPEG file, get the photo under its Grad-CAM map.
 *
 * <pre>
 * java -cp cnnviz-0.1.0.jar ExplainServer.java squeezenet.onnx 8080
 * curl --data-binary @cat.jpg 'localhost:8080/explain?class:tabby' -o out.png
 * </pre>
 *
 * One model serves all threads of the pool. Each call computes with one thread, so that as many calls
 * run at once as there are processors, and none waits for another.
 */
public class ExplainServer {
  private static final int LARGEST = 20 << 20;

  public static void main(String[] words) throws IOException {
    if (words.length < 1) {
      System.err.println("usage: java ExplainServer.java MODEL.onnx [PORT]");
      System.exit(2);
    }
    int processors = Runtime.getRuntime().availableProcessors();
    int port = words.length > 1 ? Integer.parseInt(words[1]) : 8080;
    Model model = open(Path.of(words[0]));
    ExecutorService pool = Executors.newFixedThreadPool(processors);
    HttpServer server = HttpServer.create(new InetSocketAddress("localhost", port), 0);
    server.setExecutor(pool);
    server.createContext("/explain", exchange -> answer(exchange, model));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.stop(1);
                  pool.shutdown();
                  model.close(); // calls that still run keep what they need
                }));
    server.start();
    System.out.println("http://localhost:" + server.getAddress().getPort() + "/explain");
  }

  private static Model open(Path file) {
    try {
      return new Model(file, null, new ModelOptions().threads(1));
    } catch (CnnvizException error) {
      System.err.println("ExplainServer: " + error.getMessage());
      System.exit(1);
      throw error;
    }
  }

  private static void answer(HttpExchange exchange, Model model) throws IOException {
    try (exchange) {
      byte[] upload = exchange.getRequestBody().readNBytes(LARGEST + 1);
      String query = exchange.getRequestURI().getRawQuery();
      String target = query == null ? "top" : URLDecoder.decode(query, StandardCharsets.UTF_8);
      if (!exchange.getRequestMethod().equals("POST") || upload.length > LARGEST) {
        say(exchange, 400, "POST a PNG or JPEG file of at most " + LARGEST + " bytes");
        return;
      }
      try {
        send(exchange, 200, "image/png", explain(model, upload, target));
      } catch (LimitException | OutOfMemoryException error) {
        say(exchange, 503, error.getMessage());
      } catch (CnnvizException error) {
        say(exchange, 400, error.getMessage()); // says what was given and what is allowed
      }
    }
  }

  /** Everything is closed at once: a busy service should not leave that to the garbage collector. */
  private static byte[] explain(Model model, byte[] upload, String target) {
    try (Image photo = Image.decode(upload);
        Result result = model.gradcam(photo, target);
        Image view = model.view(photo, 448);
        Image overlay = Render.overlay(result.tensor("map").item(0), view)) {
      return overlay.encode(ImageFormat.PNG, null);
    }
  }

  private static void say(HttpExchange exchange, int code, String text) throws IOException {
    send(exchange, code, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int code, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }
}
