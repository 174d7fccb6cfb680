package com.tickiti.attachments.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.contract.GrpcCaller;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.StatusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gives known secrets to processes in every way there is, and looks for them in all that these
 * write, with everything of ours and of the database's logged that can be.
 */
class SecretsIT {

  private static final String TOKEN = "canary-token-f1c7";
  private static final String GUESS = "canary-guess-09ab";
  private static final String PASSWORD = "canary-password-77e2";
  private static final List<String> CANARIES = List.of(TOKEN, GUESS, PASSWORD);

  private static final String HELPDESK =
      """
      {"type":"user","id":7,"email":"priya@example.test","is_staff":true}
      {"type":"queue","id":4,"name":"Support"}
      {"type":"queue_permission","user_id":7,"queue_id":4}
      {"type":"ticket","id":1,"number":220009,"queue_id":4}
      {"type":"response","id":42,"ticket_id":1}
      {"type":"attachment","id":1,"response_id":42,"name":"a.txt","file":"a.txt"}
      {"type":"token","id":14,"user_id":7,"abilities":["tickets:write"],"secret":"%s"}
      """
          .formatted(TOKEN);

  @TempDir private Path directory;
  private final Map<String, String> written = new LinkedHashMap<>();
  private Path data;
  private List<String> loud;

  @BeforeEach
  void arrange() throws IOException {
    data = directory.resolve("data");
    Path logging = directory.resolve("logback.xml");
    // The frame logs of the HTTP libraries, which print headers, are nothing to switch on.
    Files.writeString(
        logging,
        """
        <configuration>
          <appender name="ERR" class="ch.qos.logback.core.ConsoleAppender">
            <target>System.err</target>
            <encoder><pattern>%level %logger %msg%n%ex</pattern></encoder>
          </appender>
          <logger name="com.tickiti" level="TRACE"/>
          <logger name="com.zaxxer" level="TRACE"/>
          <logger name="org.flywaydb" level="TRACE"/>
          <logger name="org.jooq" level="TRACE"/>
          <logger name="org.postgresql" level="TRACE"/>
          <root level="INFO"><appender-ref ref="ERR"/></root>
        </configuration>
        """);
    loud = List.of("-XX:TieredStopAtLevel=1", "-Dlogback.configurationFile=" + logging);
    Files.writeString(directory.resolve("a.txt"), "hello");
  }

  @Test
  void secrets_givenInEveryWay_areWrittenNowhere() throws Exception {
    importing("good", HELPDESK, 0);
    serving();
    badDatabases();
    wrongUses();

    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        written.put(
            data.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    // The file that is there to hold it.
    String embedded = String.valueOf(written.remove("postgres.password"));
    assertThat(embedded).hasSizeGreaterThan(20);
    assertThat(written).hasSizeGreaterThan(50).containsKey("postgres.log");
    List<String> found = new ArrayList<>();
    written.forEach(
        (name, text) -> {
          if (CANARIES.stream().anyMatch(text::contains) || text.contains(embedded)) {
            found.add(name);
          }
        });
    assertThat(found).as("places where a secret was found").isEmpty();
  }

  private void importing(String name, String manifest, int status) throws Exception {
    Path file = Files.writeString(directory.resolve(name + ".ndjson"), manifest);
    run("import " + name, Map.of(), status, "import", file.toString(), "--data-dir", "" + data);
  }

  private void badImports() throws Exception {
    String begin = "{\"type\":\"token\",\"id\":15,\"user_id\":7,\"abilities\":[],";
    String secret = "\"secret\":\"" + TOKEN + "\"";
    importing("cut", begin + "\"secret\":\"" + TOKEN, 2);
    importing("garbage", begin + secret + ",,}", 2);
    importing("twice", begin + secret + "," + secret + "}", 2);
    importing("space", begin + "\"secret\":\"" + TOKEN + " x\"}", 2);
    importing("digest", begin + "\"secret_sha256\":\"" + TOKEN + "\"}", 2);
    importing("both", begin + secret + ",\"secret_sha256\":\"" + TOKEN + "\"}", 2);
    importing("unowned", begin.replace(":7", ":8") + secret + "}", 2);
    importing("misspelt", begin + "\"secert\":\"" + TOKEN + "\"}", 2);
    importing("time", begin + secret + ",\"expires_at\":\"" + TOKEN + "\"}", 2);
  }

  private void serving() throws Exception {
    try (JarProcess server =
        JarProcess.start(
            Map.of("ATTACHMENTS_SOME_SECRET", PASSWORD),
            loud,
            JarProcess.SERVER,
            List.of("serve", "--data-dir", "" + data, "--http-port=0", "--grpc-port=0"))) {
      JarProcess.Ready ready = server.awaitReady();
      callJson(new JsonCaller(ready.http()));
      try (GrpcCaller caller = new GrpcCaller(ready.grpc())) {
        callGrpc(caller);
      }
      badImports();
      for (ProcessHandle child :
          ProcessHandle.of(server.pid()).orElseThrow().descendants().toList()) {
        keepProcess("PostgreSQL", child.pid(), "cmdline", "environ");
      }
      keepProcess("the server", server.pid(), "cmdline");
      assertThat(server.terminate()).isZero();
      written.put("the server's log", String.join("\n", server.errorLines()));
    }
  }

  private void callJson(JsonCaller caller) throws Exception {
    String body = "{\"ticket_number\":220009,\"response_attachment_id\":1}";
    assertThat(keep(caller.post("14|" + TOKEN, body))).isEqualTo(200);
    for (String token :
        new String[] {
          "14|" + GUESS,
          "99|" + GUESS,
          "14|" + GUESS + " x",
          GUESS,
          "|" + GUESS,
          "14|" + GUESS + "é"
        }) {
      assertThat(keep(caller.post(token, body))).isIn(400, 401);
    }
    for (String wrong :
        new String[] {
          "", "{", "{\"" + GUESS + "\":1}", "{\"ticket_number\":\"" + GUESS + "\"", "[\"" + GUESS
        }) {
      assertThat(keep(caller.post("14|" + TOKEN, wrong))).isEqualTo(422);
    }
    keep(caller.post("14|" + TOKEN, GUESS, new byte[] {1}));
    keep(caller.post("14|" + TOKEN, body.replace(":1}", ":\"" + GUESS + "\"}")));
    keep(caller.send("GET", "/api/v1/" + GUESS + "?token=" + GUESS));
  }

  private void callGrpc(GrpcCaller caller) throws Exception {
    var request =
        DownloadAttachmentRequest.newBuilder()
            .setTicketNumber("220009")
            .setResponseAttachmentId("1")
            .build();
    var download = caller.as("14|" + TOKEN).downloadAttachment(request);
    for (var message = download.read(); message != null; message = download.read()) {
      written.put("message " + written.size(), message.toString());
    }
    UploadHeader header =
        UploadHeader.newBuilder()
            .setTicketNumber("220009")
            .setResponseId("42")
            .setName("b.txt")
            .build();
    written.put("upload", caller.upload("14|" + TOKEN, header, new byte[10]).toString());
    for (String token : List.of("14|" + GUESS, "14|" + GUESS + " x", GUESS)) {
      try {
        caller.as(token).getAttachment(GetAttachmentRequest.getDefaultInstance());
        throw new AssertionError("let in");
      } catch (StatusException e) {
        written.put("error " + written.size(), e + " " + e.getTrailers());
      }
    }
  }

  private void badDatabases() throws Exception {
    Map<String, String> password = Map.of("ATTACHMENTS_DB_PASSWORD", PASSWORD);
    for (String url :
        List.of(
            "jdbc:postgresql://db:port/x?password=" + PASSWORD,
            "jdbc:postgresql://u:" + PASSWORD + "@127.0.0.1/x",
            "postgresql://u:" + PASSWORD + "@127.0.0.1/x")) {
      run("serve on " + written.size(), password, 2, "serve", "--db-url", url);
      run("by environment " + written.size(), Map.of("ATTACHMENTS_DB_URL", url), 2, "serve");
    }
    run("no url", password, 2, "serve", "--data-dir", "" + data);
    // Nobody listens on port 1.
    String nobody = "jdbc:postgresql://127.0.0.1:1/x?password=" + PASSWORD;
    run("away", password, 1, "token", "list", "--data-dir", "" + data, "--db-url", nobody);
  }

  private void wrongUses() throws Exception {
    run("misspelt", Map.of(), 2, "serve", "--db-passwd=" + PASSWORD);
    run("misspelt, apart", Map.of(), 2, "serve", "--db-passwd", PASSWORD);
    run("empty, then apart", Map.of(), 2, "serve", "--db-password=", PASSWORD);
    run("before the command", Map.of(), 2, "--db-password", PASSWORD, "serve");
    run("without a URL", Map.of(), 2, "serve", "--db-password", PASSWORD);
    try (JarProcess cli =
        JarProcess.start(
            List.of(), JarProcess.CLI, List.of("ls", "220009", "--token", "14|" + TOKEN))) {
      keep("client", cli, 2);
    }
  }

  private void run(String name, Map<String, String> environment, int status, String... arguments)
      throws Exception {
    try (JarProcess process =
        JarProcess.start(environment, loud, JarProcess.SERVER, List.of(arguments))) {
      keep(name, process, status);
    }
  }

  private void keep(String name, JarProcess process, int status) throws Exception {
    String output = process.readOutput();
    assertThat(process.awaitExit()).as(name + process.errorLines()).isEqualTo(status);
    written.put(name, output + String.join("\n", process.errorLines()));
  }

  private int keep(JsonCaller.Answer answer) {
    written.put(
        "answer " + written.size(),
        answer.response().headers() + new String(answer.body(), StandardCharsets.UTF_8));
    return answer.status();
  }

  private void keepProcess(String name, long pid, String... files) throws IOException {
    for (String file : files) {
      Path path = Path.of("/proc", "" + pid, file);
      if (Files.isReadable(path)) {
        written.put(name + " " + pid + " " + file, Files.readString(path));
      }
    }
  }
}
