package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.access.LinkKey;
import org.jspecify.annotations.Nullable;
import com.tickiti.attachments.edge.EdgeConfig;
import com.tickiti.attachments.edge.EdgeOptions;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that serves: where it listens and what it takes. */
final class ServeOptions {

  @Mixin private EdgeOptions http = new EdgeOptions();
  @Mixin private GrpcOptions grpc = new GrpcOptions();

  @Option(
      names = "--max-upload-bytes",
      paramLabel = "BYTES",
      defaultValue = "52428800",
      description = "The largest file that may be uploaded (default: ${DEFAULT-VALUE}, 50 MiB).")
  private long maxUploadBytes = ServerConfig.DEFAULT_MAX_UPLOAD_BYTES;

  @Option(
      names = "--cache-bytes",
      paramLabel = "BYTES",
      description =
          "Memory for files that were read and checked lately, 0 for none"
              + " (default: an eighth of the heap, at most 256 MiB).")
  private long cacheBytes = ServerConfig.DEFAULT_CACHE_BYTES;

  @Option(
      names = "--conceal-tickets",
      description =
          "Where a caller may not see a ticket's queue, answers 404 as for a ticket"
              + " that does not exist, in place of the documented 403.")
  private boolean concealTickets;

  @Option(
      names = "--audit",
      paramLabel = "file|table|off",
      defaultValue = "file",
      description =
          "Where each download and upload leaves its records: JSON lines in DIR/audit, the table"
              + " audit_log, or nowhere. What cannot be recorded is refused (default: ${DEFAULT-VALUE}).")
  private ServerConfig.Audit audit = ServerConfig.Audit.FILE;

  @Option(
      names = "--link-key",
      paramLabel = "KEY",
      description =
          "What links to attachments are signed with, 32 characters or more, the same for all"
              + " servers behind one address; better given as ATTACHMENTS_LINK_KEY, which no process"
              + " list shows (default: DIR/link.key, made at first use).")
  private @Nullable String linkKey;

  @Mixin private LimitOptions limits = new LimitOptions();

  ServerConfig toConfig(DataOptions data) {
    return new ServerConfig(
        data.toConfig(),
        listen(),
        bytes("--max-upload-bytes", maxUploadBytes),
        bytes("--cache-bytes", cacheBytes),
        concealTickets,
        audit,
        limits.toConfig(),
        linkKey());
  }

  private @Nullable String linkKey() {
    if (linkKey != null && linkKey.length() < LinkKey.MIN_LENGTH) {
      throw new CommandFailure(
          "--link-key: "
              + linkKey.length()
              + " characters (expected: "
              + LinkKey.MIN_LENGTH
              + " or more)");
    }
    return linkKey;
  }

  private ServerConfig.Listen listen() {
    try {
      EdgeConfig edge = http.toConfig();
      InetAddress address = InetAddress.getByName(edge.bindAddress());
      return new ServerConfig.Listen(
          edge.withAddress(address.getHostAddress(), edge.httpPort()),
          grpc.toConfig(address, edge.tls()));
    } catch (IllegalArgumentException | UnknownHostException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
  }

  private static long bytes(String option, long bytes) {
    if (bytes < 0) {
      throw new CommandFailure(option + ": " + bytes + " (expected: 0 or more)");
    }
    return bytes;
  }
}
