package com.tickiti.attachments.server.harness;

import java.io.IOException;

/** Sends signals to processes that the tests have started. */
public final class Signals {

  private Signals() {}

  /** Sends SIG{@code name}; does nothing where the process is gone. */
  public static void send(String name, long pid) throws IOException {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
