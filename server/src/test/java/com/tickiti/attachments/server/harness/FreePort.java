package com.tickiti.attachments.server.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port for a server that is to be found at the same one again, or that cannot choose itself. */
public final class FreePort {

  private FreePort() {}

  /** A port of loopback that nobody listens on now. */
  public static int find() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
