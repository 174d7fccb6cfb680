package com.tickiti.attachments.edge.developer;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.http.EdgeFixture;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeveloperPageTest {

  private static final Path FILES =
      Path.of("src/main/resources", DeveloperPage.class.getPackageName().replace('.', '/'));
  private static final Pattern LINK =
      Pattern.compile("(?:href|src)=\"([^\"#]+)\"|(?:from|Worker\\() ?\"([^\"]+)\"");

  private static EdgeFixture edge;

  @BeforeAll
  static void start() throws IOException {
    edge = new EdgeFixture();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @Test
  void page_isHtmlThatMayLoadFromThisHostAlone() throws Exception {
    HttpResponse<String> page = get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(page.headers().firstValue("content-security-policy"))
        .hasValueSatisfying(
            policy ->
                assertThat(policy)
                    .startsWith("default-src 'none'; script-src 'self';")
                    .doesNotContain("unsafe", "http", "*", "data:"));
    assertThat(page.body()).doesNotContain("<script>", "<style", "style=\"", "://");
  }

  @Test
  void everyFile_isServedAndLinked() throws Exception {
    Set<String> reached = new TreeSet<>();
    follow("/", reached);

    Set<String> present = new TreeSet<>(Set.of("/", "/openapi.json"));
    try (Stream<Path> files = Files.list(FILES)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("index.html"))
          .forEach(name -> present.add("/developer/" + name));
    }
    assertThat(reached).isEqualTo(present);
  }

  private static void follow(String path, Set<String> reached) throws Exception {
    if (!reached.add(path)) {
      return;
    }
    HttpResponse<String> file = get(path);
    assertThat(file.statusCode()).as(path).isEqualTo(200);
    if (path.endsWith(".json")) {
      return;
    }
    assertThat(file.headers().firstValue("content-type").orElseThrow())
        .as(path)
        .isEqualTo(
            path.endsWith(".js")
                ? "text/javascript; charset=utf-8"
                : path.endsWith(".css")
                    ? "text/css; charset=utf-8"
                    : path.endsWith(".svg")
                        ? "image/svg+xml; charset=utf-8"
                        : "text/html; charset=utf-8");
    Matcher link = LINK.matcher(file.body());
    while (link.find()) {
      String target = link.group(1) == null ? link.group(2) : link.group(1);
      if (target.startsWith("/") || target.startsWith("./")) {
        follow(edge.uri(path).resolve(target).getPath(), reached);
      }
    }
  }

  @Test
  void otherMethods_areAnsweredAsElsewhere() throws Exception {
    HttpResponse<String> head = send("HEAD", "/");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("content-length").orElseThrow()).isPositive();

    HttpResponse<String> post = send("POST", "/");
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("allow")).hasValue("GET, HEAD, OPTIONS");
    assertThat(post.body()).contains("\"method_not_allowed\"");
  }

  @Test
  void switchedOff_thereIsNothing() throws Exception {
    try (EdgeFixture without = new EdgeFixture("--developer-page=false")) {
      for (String path : List.of("/", "/developer/main.js")) {
        HttpResponse<String> answer = without.send(HttpRequest.newBuilder(without.uri(path)));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"not_found\"");
      }
    }
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  private static HttpResponse<String> send(String method, String path) throws Exception {
    return edge.send(
        HttpRequest.newBuilder(edge.uri(path)).method(method, HttpRequest.BodyPublishers.noBody()));
  }
}
