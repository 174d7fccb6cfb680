package com.tickiti.attachments.server.telemetry;

import com.tickiti.attachments.edge.settings.Bounds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an operator gets to see of a running server. */
public record TelemetrySettings(
    @Option(
            names = "--request-log",
            description =
                "Log one line for each finished request: request id, method, outcome, ticket,"
                    + " attachment, bytes, duration, client address.")
        boolean requestLog,
    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description =
                "Port of /metrics for Prometheus, /livez and /readyz, in plain HTTP and without"
                    + " authentication, 0 for any free one (default: none, nothing is measured).")
        @Bounds(min = 0, max = 65_535)
        @Nullable Long adminPort,
    @Option(
            names = "--admin-bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address that the admin port listens on (default: ${DEFAULT-VALUE}).")
        String adminBind) {

  public TelemetrySettings {
    if (new InetSocketAddress(adminBind, 0).isUnresolved()) {
      throw new IllegalArgumentException(
          "--admin-bind: " + adminBind + " (expected: an address of this machine)");
    }
  }

  /** Where metrics are served; {@code null} where nothing is measured. */
  public @Nullable InetSocketAddress admin() {
    InetAddress address = new InetSocketAddress(adminBind, 0).getAddress();
    return adminPort == null ? null : new InetSocketAddress(address, adminPort.intValue());
  }
}
