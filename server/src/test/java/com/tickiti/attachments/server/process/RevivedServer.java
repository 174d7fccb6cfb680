package com.tickiti.attachments.server.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A server with the demo's helpdesk that can be killed and then comes back on the same ports and
 * data. One thread uses it.
 */
public final class RevivedServer implements AutoCloseable {

  private final List<String> jvmOptions;
  private final Path data;
  private final List<String> options;
  private JarProcess process;
  private final JarProcess.Ready ready;
  private CompletableFuture<Void> revived = CompletableFuture.completedFuture(null);
  private int kills;

  /** Starts it for the first time. */
  public RevivedServer(Path data, List<String> jvmOptions) throws IOException {
    this.jvmOptions = jvmOptions;
    this.data = data;
    List<String> ports = freePorts(2);
    this.options =
        List.of(
            "--data-dir",
            data.toString(),
            "--http-port",
            ports.get(0),
            "--grpc-port",
            ports.get(1),
            "--max-upload-bytes",
            "300000000");
    this.process = start("demo");
    this.ready = process.awaitReady();
  }

  public String grpcTarget() {
    return ready.grpc();
  }

  /** Base URI of the JSON API. */
  public String http() {
    return ready.http();
  }

  /** The current process. */
  public long pid() {
    return process.pid();
  }

  /** One of the demo's tokens. */
  public String token(String name) throws IOException {
    return new ObjectMapper()
        .readTree(data.resolve("demo.json").toFile())
        .get("tokens")
        .get(name)
        .textValue();
  }

  public int kills() {
    return kills;
  }

  /** Kills it; returns once it is dead, while it is being started again. */
  public void killAndRevive() {
    try {
      process.kill();
      process.close();
      kills++;
      process = start("serve");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    revived = CompletableFuture.runAsync(this::awaitReady);
  }

  /** Waits until it answers again. */
  public void awaitRevived() {
    revived.join();
  }

  public List<String> errorLines() throws IOException {
    return process.errorLines();
  }

  public List<String> faultLines() throws IOException {
    return process.faultLines();
  }

  @Override
  public void close() throws IOException {
    process.close();
  }

  private JarProcess start(String command) throws IOException {
    return JarProcess.start(
        jvmOptions,
        JarProcess.SERVER,
        Stream.concat(Stream.of(command), options.stream()).toList());
  }

  private void awaitReady() {
    try {
      process.awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      ports.add("" + socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }
}
