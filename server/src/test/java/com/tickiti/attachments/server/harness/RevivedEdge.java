package com.tickiti.attachments.server.harness;

import com.tickiti.attachments.server.process.JarProcess;
import java.io.IOException;
import java.util.List;

/** A standalone edge that can be killed and then comes back on the same port. */
public final class RevivedEdge implements AutoCloseable {

  private final List<String> options;
  private final String http;
  private JarProcess process;

  /** Starts it in front of {@code upstream}. */
  public RevivedEdge(String upstream) throws IOException {
    options = List.of("--upstream", upstream, "--http-port", "" + FreePort.find());
    process = start();
    http = process.awaitReady().http();
  }

  /** Base URI of the JSON API. */
  public String http() {
    return http;
  }

  public JarProcess process() {
    return process;
  }

  /** Kills it; returns once another one is ready in its place. */
  public void killAndRevive() throws IOException, InterruptedException {
    process.kill();
    process.close();
    process = start();
    process.awaitReady();
  }

  @Override
  public void close() throws IOException {
    process.close();
  }

  private JarProcess start() throws IOException {
    return JarProcess.start(List.of("-Xmx256m"), JarProcess.EDGE, options);
  }
}
