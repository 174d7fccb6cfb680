package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.CommandFailure;
import com.tickiti.attachments.server.ServerConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that serves: where it listens and what it takes. */
final class ServeOptions {

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of the JSON API, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int httpPort = 8080;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "9090",
      description = "Port of the gRPC API, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int grpcPort = 9090;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address that both listen on (default: ${DEFAULT-VALUE}).")
  private String bind = "127.0.0.1";

  @Option(
      names = "--reflection",
      paramLabel = "auto|on|off",
      defaultValue = "auto",
      description = {
        "Whether the gRPC API describes itself to anyone who asks;",
        "auto is on where only this machine can ask (default: ${DEFAULT-VALUE})."
      })
  private Reflection reflection = Reflection.AUTO;

  @Option(
      names = "--max-upload-bytes",
      paramLabel = "BYTES",
      defaultValue = "52428800",
      description = "The largest file that may be uploaded (default: ${DEFAULT-VALUE}, 50 MiB).")
  private long maxUploadBytes = ServerConfig.DEFAULT_MAX_UPLOAD_BYTES;

  @Option(
      names = "--cache-bytes",
      paramLabel = "BYTES",
      description = {
        "Memory for files that were read and checked lately, 0 for none",
        "(default: an eighth of the heap, at most 256 MiB)."
      })
  private long cacheBytes = ServerConfig.DEFAULT_CACHE_BYTES;

  @Option(
      names = "--audit",
      paramLabel = "file|table|off",
      defaultValue = "file",
      description = {
        "Where each download and upload leaves its records: JSON lines in DIR/audit, the table",
        "audit_log, or nowhere. What cannot be recorded is refused (default: ${DEFAULT-VALUE})."
      })
  private ServerConfig.Audit audit = ServerConfig.Audit.FILE;

  @Mixin private LimitOptions limits = new LimitOptions();

  ServerConfig toConfig(DataOptions data) {
    InetAddress address = address();
    return new ServerConfig(
        data.toConfig(),
        new ServerConfig.Listen(
            address,
            port("--http-port", httpPort),
            port("--grpc-port", grpcPort),
            reflection.isOn(address)),
        bytes("--max-upload-bytes", maxUploadBytes),
        bytes("--cache-bytes", cacheBytes),
        audit,
        limits.toConfig());
  }

  /** When the gRPC API describes itself. */
  private enum Reflection {
    AUTO,
    ON,
    OFF;

    boolean isOn(InetAddress address) {
      return this == ON || (this == AUTO && address.isLoopbackAddress());
    }
  }

  private InetAddress address() {
    try {
      return InetAddress.getByName(bind);
    } catch (UnknownHostException e) {
      throw new CommandFailure("--bind: " + bind + " (expected: an address of this machine)");
    }
  }

  private static long bytes(String option, long bytes) {
    if (bytes < 0) {
      throw new CommandFailure(option + ": " + bytes + " (expected: 0 or more)");
    }
    return bytes;
  }

  private static int port(String option, int port) {
    if (port < 0 || port > 65_535) {
      throw new CommandFailure(option + ": " + port + " (expected: 0 to 65535)");
    }
    return port;
  }
}
