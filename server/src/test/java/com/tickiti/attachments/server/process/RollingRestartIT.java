package com.tickiti.attachments.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Lists;
import com.tickiti.attachments.server.TestCertificate;
import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.harness.Await;
import com.tickiti.attachments.server.harness.FreePort;
import com.tickiti.attachments.server.harness.Signals;
import com.tickiti.attachments.server.harness.TrustRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers over one database and blob store, two edges before them, and callers behind a load
 * balancer with health checks: each process is replaced in turn, and the certificate of all of them
 * meanwhile. Once with {@code -Ptrust}; {@code -Drounds=10} makes it as often as one likes.
 */
@Tag("trust")
@Tag("alone")
class RollingRestartIT {

  private static final int ROUNDS = Integer.getInteger("rounds", 1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final TestDatabase database = new TestDatabase();
  private final List<Replica> replicas = new ArrayList<>();

  @Test
  void everyProcessReplaced_andTheCertificate_noRequestFails() throws Exception {
    assumeTrue(TrustRun.isLong(), "it takes minutes, most of them for starts beside the load");
    long start = System.nanoTime();
    TestCertificate first = TestCertificate.create(directory, "first", 90);
    TestCertificate second = TestCertificate.create(directory, "second", 90);
    put(first);
    trust(first, second);
    Replica one = server("one", "demo");
    Replica two = server("two", "serve");
    Replica left = edge(one, two);
    Replica right = edge(one, two);
    String token =
        new ObjectMapper()
            .readTree(directory.resolve("one/demo.json").toFile())
            .at("/tokens/reader")
            .textValue();
    try (BalancedLoad load =
        new BalancedLoad(List.of(left.http(), right.http()), directory.resolve("ca.crt"), token)) {
      load.awaitMore(100);
      for (int round = 0; round < ROUNDS; round++) {
        one.replace("serve");
        load.awaitMore(50);
        two.replace("serve");
        load.awaitMore(50);
        trust(first, second);
        change(load, round % 2 == 0 ? second : first);
        left.replace("");
        load.awaitBothTaken();
        right.replace("");
        load.awaitBothTaken();
      }
      load.close();

      TrustRun.report(
          "rolling restarts of two servers and two edges, with a new certificate",
          load.requests(),
          load.failures().size() + " failed requests",
          "0",
          0,
          Duration.ofNanos(System.nanoTime() - start));
      assertThat(load.failures()).isEmpty();
    } finally {
      for (Replica replica : replicas) {
        replica.process.close();
      }
      database.close();
    }
  }

  /** A new certificate for all of them, which SIGHUP makes them read; nobody stops. */
  private void change(BalancedLoad load, TestCertificate certificate) throws Exception {
    put(certificate);
    for (Replica replica : Lists.reverse(replicas)) { // who is to trust it before who shows it
      Signals.send("HUP", replica.process.pid());
      load.awaitMore(20);
    }
    for (Replica replica : replicas) {
      Await.until(
          "the new certificate is shown",
          PATIENCE,
          () -> load.isShown(certificate.chain(), replica.http()));
    }
    trust(certificate); // so that an edge started from now on needs it to be shown over gRPC, too
  }

  private void trust(TestCertificate... certificates) throws IOException {
    StringBuilder all = new StringBuilder();
    for (TestCertificate certificate : certificates) {
      all.append(Files.readString(certificate.chain()));
    }
    Files.writeString(directory.resolve("ca.crt"), all);
  }

  private void put(TestCertificate certificate) throws IOException {
    Files.copy(
        certificate.chain(), directory.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        certificate.key(), directory.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
  }

  private Replica server(String name, String command) throws IOException {
    List<String> options = listening();
    options.addAll(database.options());
    options.addAll(
        List.of(
            "--data-dir=" + directory.resolve(name),
            "--blob-store=" + directory.resolve("blobs").toUri(),
            "--grpc-port=" + FreePort.find(),
            "--audit=table",
            "--link-key=" + "0123456789abcdef".repeat(2)));
    return new Replica(JarProcess.SERVER, command, options);
  }

  private Replica edge(Replica... servers) throws IOException {
    List<String> options = listening();
    List<String> targets = List.of(servers).stream().map(Replica::grpc).toList();
    options.add("--upstream=" + String.join(",", targets));
    options.add("--upstream-ca=" + directory.resolve("ca.crt"));
    return new Replica(JarProcess.EDGE, "", options);
  }

  private List<String> listening() throws IOException {
    return new ArrayList<>(
        List.of(
            "--http-port=" + FreePort.find(),
            "--drain-delay=2s",
            "--tls-cert=" + directory.resolve("tls.crt"),
            "--tls-key=" + directory.resolve("tls.key")));
  }

  /** A process that is stopped and started again with the same options. */
  private final class Replica {
    private final Path jar;
    private final List<String> options;
    private final JarProcess.Ready ready;
    private JarProcess process;

    Replica(Path jar, String command, List<String> options) throws IOException {
      this.jar = jar;
      this.options = options;
      process = start(command);
      replicas.add(this);
      ready = process.awaitReady();
    }

    String http() {
      return ready.http();
    }

    String grpc() {
      return ready.grpc();
    }

    void replace(String command) throws Exception {
      assertThat(process.terminate()).isZero();
      assertThat(process.faultLines()).noneMatch(line -> line.contains(" ERROR "));
      process.close();
      process = start(command);
      process.awaitReady();
    }

    private JarProcess start(String command) throws IOException {
      List<String> arguments = new ArrayList<>(options);
      if (!command.isEmpty()) {
        arguments.add(0, command);
      }
      return JarProcess.start(List.of("-Xmx192m"), jar, arguments);
    }
  }
}
