package com.tickiti.attachments.server.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.server.process.JarProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** The demo in a process of its own, with short limits, that tells of every leaked buffer. */
public final class GuardedServer implements AutoCloseable {

  /** Short, since many hostile clients wait for it; longer where others may want the machine. */
  private static final int LIMIT_SECONDS = TrustRun.count(3, 1);

  /** Twice the stall timeout that it is started with. */
  public static final Duration LONGEST_LIMIT = Duration.ofSeconds(4L * LIMIT_SECONDS);

  /** Requests until a cold server keeps its own limits. */
  private static final int WARM_UP = 20;

  private static final Pattern STACK_TRACE =
      Pattern.compile("^\\s+at |^Caused by: |^\\S+Exception");

  private final JarProcess process;
  private final JarProcess.Ready ready;
  private final String token;

  private GuardedServer(JarProcess process, JarProcess.Ready ready, String token) {
    this.process = process;
    this.ready = ready;
    this.token = token;
  }

  public static GuardedServer start(Path directory) throws Exception {
    JarProcess process =
        JarProcess.start(
            List.of(
                "-Xmx512m",
                "-Dio.netty.leakDetection.level=paranoid",
                "-Dio.grpc.netty.shaded.io.netty.leakDetection.level=paranoid"),
            JarProcess.SERVER,
            List.of(
                ("demo --http-port 0 --grpc-port 0 --http-request-timeout %1$ds"
                        + " --http-idle-timeout %1$ds --http-stall-timeout %2$ds"
                        + " --grpc-handshake-timeout %1$ds --grpc-idle-timeout %1$ds --data-dir %3$s")
                    .formatted(LIMIT_SECONDS, 2 * LIMIT_SECONDS, directory)
                    .split(" ")));
    try {
      JarProcess.Ready ready = process.awaitReady();
      JsonNode demo = new ObjectMapper().readTree(directory.resolve("demo.json").toFile());
      GuardedServer server =
          new GuardedServer(process, ready, demo.at("/tokens/reader").textValue());
      for (int i = 0; i < WARM_UP; i++) {
        server.answersHonestly();
      }
      return server;
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  public String token() {
    return token;
  }

  public InetSocketAddress http() {
    URI base = URI.create(ready.http());
    return new InetSocketAddress(base.getHost(), base.getPort());
  }

  public InetSocketAddress grpc() {
    URI base = URI.create("http://" + ready.grpc());
    return new InetSocketAddress(base.getHost(), base.getPort());
  }

  public String grpcTarget() {
    return ready.grpc();
  }

  /** Whether the documented request still gets the documented bytes. */
  public boolean answersHonestly() throws Exception {
    Answer answer =
        new JsonCaller(ready.http())
            .post(token, "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"14494\"}");
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(answer.content());
    return answer.status() == 200
        && HexFormat.of()
            .formatHex(digest)
            .equals("86a4767738219174255826ce567ec1dcb7c0ccee5171932aec6fa0f91d8a92af");
  }

  /** How many buffers were found lost; asks for a collection first, since that finds them. */
  public long leaks() throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process collection =
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
            .redirectErrorStream(true)
            .start();
    collection.getInputStream().readAllBytes();
    if (collection.waitFor() != 0) {
      throw new IOException("jcmd ended with status " + collection.exitValue());
    }
    for (int i = 0; i < 20; i++) {
      answersHonestly(); // leaks are looked for when buffers are asked for
    }
    return process.errorLines().stream().filter(line -> line.contains("LEAK")).count();
  }

  /** What the server thinks went wrong, and each line of a stack trace. */
  public List<String> errorsLogged() throws IOException {
    return process.errorLines().stream()
        .filter(line -> line.contains(" ERROR ") || STACK_TRACE.matcher(line).find())
        .toList();
  }

  /** How many lines it has written beside those of its start. */
  public long linesLogged() throws IOException {
    return process.faultLines().size();
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
