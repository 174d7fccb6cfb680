package bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A file as a {@code byte[]} that Jackson turns into base64. No token, no database, no hash. */
@SpringBootApplication
@RestController
public class SpringPeer {

  record Request(String ticket_number, String response_attachment_id) {}

  record Data(
      String id,
      String response_id,
      String name,
      String mime_type,
      String sha256,
      long file_size,
      boolean is_inline,
      byte[] content_base64) {}

  record Response(boolean ok, Data data) {}

  private final ObjectMapper json;
  private final Path files;

  SpringPeer(ObjectMapper json, @Value("${files}") Path files) {
    this.json = json;
    this.files = files;
  }

  @PostMapping("/api/v1/tickets/attachment")
  Response download(@RequestBody Request request) throws IOException {
    String id = Path.of(request.response_attachment_id()).getFileName().toString();
    Data d = json.readValue(files.resolve(id + ".json").toFile(), Data.class);
    byte[] content = Files.readAllBytes(files.resolve(id + ".bin"));
    return new Response(
        true,
        new Data(
            d.id(), d.response_id(), d.name(), d.mime_type(), d.sha256(), d.file_size(),
            d.is_inline(), content));
  }

  public static void main(String[] args) {
    SpringApplication.run(SpringPeer.class, args);
  }
}
