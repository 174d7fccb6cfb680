package com.tickiti.attachments.server.doctor;

import com.tickiti.attachments.server.health.Finding;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** Whether the ports can be listened on. A server that runs already holds them. */
record PortChecks(ServerConfig.Listen listen) {

  List<Finding> run() {
    InetAddress address = listen.http().bindAddress();
    return List.of(
        check("--http-port", address, listen.http().httpPort()),
        check("--grpc-port", address, listen.grpc().address().getPort()));
  }

  private static Finding check(String option, InetAddress address, int port) {
    String name = "ports";
    if (port == 0) {
      return Finding.ok(name, option + " is any free one");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(address, port));
      return Finding.ok(name, option + " " + port + " is free");
    } catch (IOException e) {
      return Finding.warn(
          name,
          "%s %d cannot be listened on: %s".formatted(option, port, e.getMessage()),
          "fine where this server runs already; else name another port");
    }
  }
}
