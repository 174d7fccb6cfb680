package com.tickiti.attachments.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.server.command.AttachmentsCommand;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.server.harness.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The jars as their users run them: what only shows in a process of its own. */
class ProcessIT {

  private static final List<String> ANY_PORTS = List.of("--http-port", "0", "--grpc-port", "0");

  @TempDir private Path directory;

  @Test
  void demo_with64MiBOfHeap_serves32SlowReadersOf25MiB() throws Exception {
    try (JarProcess demo = demo(List.of("-Xmx64m"), ANY_PORTS)) {
      String http = demo.awaitReady().http();
      JsonNode exactly = demoCase("exactly 25 MiB");
      SlowReaders readers = new SlowReaders(http, token("reader"), exactly.get("body").toString());

      List<Long> bytes = readers.read(32, 1 << 20);

      assertThat(bytes).hasSize(32).allMatch(length -> length > 34_952_536);
      assertThat(demo.faultLines()).isEmpty();
      assertThat(demo.terminate()).isZero();
    }
  }

  @Test
  void edge_apart_answersEveryCaseLikeTheEmbeddedOne() throws Exception {
    try (JarProcess demo = demo(List.of(), ANY_PORTS)) {
      JarProcess.Ready server = demo.awaitReady();
      try (JarProcess edge = edge(server.grpc())) {
        JsonCaller embedded = new JsonCaller(server.http());
        JsonCaller apart = new JsonCaller(edge.awaitReady().http());
        for (JsonNode demoCase : demoDescription().get("cases")) {
          Answer one = post(embedded, demoCase);
          Answer other = post(apart, demoCase);
          String name = demoCase.get("name").textValue();
          assertThat(other.status()).as(name).isEqualTo(demoCase.get("status").intValue());
          assertThat(other.withoutRequestId()).as(name).isEqualTo(one.withoutRequestId());
        }
        assertThat(edge.terminate()).isZero();
      }
    }
  }

  @Test
  void edge_serverAway_isUnavailableAndRecoversByItself() throws Exception {
    int grpcPort = FreePort.find();
    List<String> ports = List.of("--http-port", "0", "--grpc-port", "" + grpcPort);
    try (JarProcess edge = edge("127.0.0.1:" + grpcPort)) {
      JsonCaller caller = new JsonCaller(edge.awaitReady().http());
      Answer away = caller.post("14|x", "{}");
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.error()).isEqualTo("unavailable");
      assertThat(Integer.parseInt(String.valueOf(away.header("retry-after")))).isPositive();

      try (JarProcess demo = demo(List.of(), ports)) {
        demo.awaitReady();
        JsonNode documented = demoCase("the documented request");
        assertThat(awaitAnswer(caller, documented)).isEqualTo(200);
        assertThat(demo.terminate()).isZero();
      }
      assertThat(caller.post("14|x", "{}").status()).isEqualTo(503);
    }
  }

  @Test
  void demo_stoppedAndStartedAgain_leavesNothingRunningAndKeepsItsData() throws Exception {
    String token;
    try (JarProcess demo = demo(List.of(), ANY_PORTS)) {
      demo.awaitReady();
      token = token("reader");
      List<ProcessHandle> children = ProcessHandle.of(demo.pid()).orElseThrow().children().toList();
      long postgres = postmasterPid();

      assertThat(demo.terminate()).isZero();

      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThat(ProcessHandle.of(postgres)).isEmpty();
    }
    try (JarProcess demo = demo(List.of(), ANY_PORTS)) {
      String http = demo.awaitReady().http();
      assertThat(token("reader")).isEqualTo(token);
      assertThat(post(new JsonCaller(http), demoCase("the documented request")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void serve_killed_startsAgainOnTheSameData() throws Exception {
    try (JarProcess demo = demo(List.of(), ANY_PORTS)) {
      demo.awaitReady();
      demo.kill();
    }
    try (JarProcess serve =
        JarProcess.start(
            List.of(), JarProcess.SERVER, arguments("serve", "--data-dir", directory, ANY_PORTS))) {
      String http = serve.awaitReady().http();
      assertThat(post(new JsonCaller(http), demoCase("the documented request")).status())
          .isEqualTo(200);
      assertThat(serve.terminate()).isZero();
    }
  }

  @Test
  void serve_secondOnOneDataDirectory_saysWhoseItIs() throws Exception {
    try (JarProcess demo = demo(List.of(), ANY_PORTS)) {
      demo.awaitReady();

      assertFailsWithOneLine(
          arguments("serve", "--data-dir", directory, ANY_PORTS), "--data-dir", "in use");
    }
  }

  @Test
  void serve_takenPort_namesTheOption() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "" + taken.getLocalPort();
      assertFailsWithOneLine(
          arguments(
              "serve", "--data-dir", directory, List.of("--http-port", port, "--grpc-port", "0")),
          "--http-port",
          port);
      assertFailsWithOneLine(
          arguments(
              "serve", "--data-dir", directory, List.of("--http-port", "0", "--grpc-port", port)),
          "--grpc-port",
          port);
    }
  }

  static Stream<Arguments> wrongUses() {
    return Stream.of(
        Arguments.of(List.of("serve", "--nonsense"), "--nonsense"),
        Arguments.of(List.of("serve", "--http-port", "x"), "--http-port"),
        Arguments.of(List.of("serve", "--http-port", "70000"), "--http-port"),
        Arguments.of(List.of("serve", "--bind", "no such address"), "--bind"),
        Arguments.of(List.of("serve", "--trusted-proxies", "10.0.0.0/33"), "--trusted-proxies"),
        Arguments.of(List.of("serve", "--token-burst", "0"), "--token-burst"),
        Arguments.of(List.of("serve", "--memory-budget-bytes", "0"), "--memory-budget-bytes"),
        Arguments.of(List.of("serve", "--data-dir", "/dev/null/x"), "--data-dir"),
        Arguments.of(List.of("serve", "--data-dir", "/proc/1/x"), "--data-dir"),
        Arguments.of(List.of("serve", "--db-url", "mysql://x"), "--db-url"),
        Arguments.of(List.of("import", "/no/such/file.ndjson"), "/no/such/file.ndjson"),
        Arguments.of(List.of("nonsense"), "nonsense"));
  }

  @ParameterizedTest
  @MethodSource("wrongUses")
  void anyCommand_wrongUse_isOneClearLineAndStatus2(List<String> arguments, String named)
      throws Exception {
    StringWriter errors = new StringWriter();
    int status =
        AttachmentsCommand.commandLine(Map.of())
            .setErr(new PrintWriter(errors, true))
            .execute(arguments.toArray(String[]::new));

    assertThat(status).isEqualTo(2);
    assertThat(errors.toString().lines()).hasSize(1);
    assertThat(errors.toString()).contains(named).doesNotContain("Exception");
  }

  private static void assertFailsWithOneLine(List<String> arguments, String... named)
      throws Exception {
    try (JarProcess process = JarProcess.start(List.of(), JarProcess.SERVER, arguments)) {
      assertThat(process.awaitExit()).isEqualTo(2);
      assertThat(process.errorLines()).hasSize(1);
      assertThat(process.errorLines().get(0)).contains(named).doesNotContain("Exception");
    }
  }

  private JarProcess demo(List<String> jvmOptions, List<String> ports) throws IOException {
    return JarProcess.start(
        jvmOptions, JarProcess.SERVER, arguments("demo", "--data-dir", directory, ports));
  }

  private static JarProcess edge(String upstream) throws IOException {
    return JarProcess.start(
        List.of(), JarProcess.EDGE, List.of("--upstream", upstream, "--http-port", "0"));
  }

  private static List<String> arguments(
      String command, String option, Path value, List<String> more) {
    return Stream.of(List.of(command, option, value.toString()), more)
        .flatMap(List::stream)
        .toList();
  }

  private Answer post(JsonCaller caller, JsonNode demoCase) throws Exception {
    JsonNode token = demoCase.get("token");
    return caller.post(
        token.isNull() ? null : token(token.textValue()), demoCase.get("body").toString());
  }

  /** The status once the edge has found its server, which takes it a second or so. */
  private int awaitAnswer(JsonCaller caller, JsonNode demoCase) throws Exception {
    long deadline = System.nanoTime() + 10_000_000_000L;
    int status = post(caller, demoCase).status();
    while (status == 503 && System.nanoTime() < deadline) {
      status = post(caller, demoCase).status();
    }
    return status;
  }

  private JsonNode demoCase(String name) throws IOException {
    for (JsonNode demoCase : demoDescription().get("cases")) {
      if (demoCase.get("name").textValue().equals(name)) {
        return demoCase;
      }
    }
    throw new AssertionError("no case '" + name + "'");
  }

  private String token(String name) throws IOException {
    return demoDescription().get("tokens").get(name).textValue();
  }

  private JsonNode demoDescription() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("demo.json").toFile());
  }

  private long postmasterPid() throws IOException {
    Path file = directory.resolve("postgres").resolve("postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).get(0).strip());
  }
}
