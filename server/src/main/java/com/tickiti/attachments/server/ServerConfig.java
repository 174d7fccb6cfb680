package com.tickiti.attachments.server;

import com.tickiti.attachments.edge.EdgeConfig;
import com.tickiti.attachments.server.grpc.GrpcConfig;
import com.tickiti.attachments.server.metadata.DatabaseConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a server needs to be told; immutable.
 *
 * @param data where its data is
 * @param listen where it listens
 * @param maxUploadBytes the largest file that may be uploaded
 * @param cacheBytes memory for contents that were read and checked lately; 0 for none
 * @param concealTickets whether a ticket that the caller may not see is answered as if absent
 */
public record ServerConfig(
    Data data, Listen listen, long maxUploadBytes, long cacheBytes, boolean concealTickets) {

  /** 50 MiB. */
  public static final long DEFAULT_MAX_UPLOAD_BYTES = 50L << 20;

  /** An eighth of the heap, at most 256 MiB. */
  public static final long DEFAULT_CACHE_BYTES =
      Math.min(Runtime.getRuntime().maxMemory() / 8, 256L << 20);

  /** The usual limits. */
  public ServerConfig(Data data, Listen listen) {
    this(data, listen, DEFAULT_MAX_UPLOAD_BYTES, DEFAULT_CACHE_BYTES, false);
  }

  /** This configuration with tickets concealed from those who may not see them. */
  public ServerConfig withConcealedTickets() {
    return new ServerConfig(data, listen, maxUploadBytes, cacheBytes, true);
  }

  /**
   * Where data is.
   *
   * @param directory holds the blobs and, without a database of its own, the embedded one
   * @param database the database; empty for the embedded one
   * @param poolSize the most connections to it
   * @param migrate whether its tables are brought up to date at the start
   */
  public record Data(
      Path directory, Optional<DatabaseConfig> database, int poolSize, boolean migrate) {}

  /**
   * Where a server listens, and within what limits.
   *
   * @param http the JSON listener
   * @param grpc the gRPC listener
   */
  public record Listen(EdgeConfig http, GrpcConfig grpc) {

    /** Plain text within the usual limits; port 0 is any free one. */
    public Listen(InetAddress address, int httpPort, int grpcPort) {
      this(
          EdgeConfig.defaults().withAddress(address.getHostAddress(), httpPort),
          GrpcConfig.on(new InetSocketAddress(address, grpcPort)));
    }
  }
}
