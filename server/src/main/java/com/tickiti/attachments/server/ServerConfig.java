package com.tickiti.attachments.server;

import com.tickiti.attachments.server.blob.S3Location;
import com.tickiti.attachments.server.metadata.DatabaseConfig;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a server needs to be told; immutable.
 *
 * @param data where its data is
 * @param listen where it listens
 * @param maxUploadBytes the largest file that may be uploaded
 * @param cacheBytes memory for contents that were read and checked lately; 0 for none
 */
public record ServerConfig(Data data, Listen listen, long maxUploadBytes, long cacheBytes) {

  /** 50 MiB. */
  public static final long DEFAULT_MAX_UPLOAD_BYTES = 50L << 20;

  /** An eighth of the heap, at most 256 MiB. */
  public static final long DEFAULT_CACHE_BYTES =
      Math.min(Runtime.getRuntime().maxMemory() / 8, 256L << 20);

  /** The usual limits. */
  public ServerConfig(Data data, Listen listen) {
    this(data, listen, DEFAULT_MAX_UPLOAD_BYTES, DEFAULT_CACHE_BYTES);
  }

  /**
   * Where data is.
   *
   * @param directory holds the blobs, and the embedded database
   * @param database the database; empty for the embedded one
   * @param poolSize the most connections to it
   * @param migrate whether its tables are brought up to date at the start
   * @param blobs the bucket that blobs are kept in; empty for the directory
   */
  public record Data(
      Path directory,
      Optional<DatabaseConfig> database,
      int poolSize,
      boolean migrate,
      Optional<S3Location> blobs) {

    /** With the blobs in the directory. */
    public Data(Path directory, Optional<DatabaseConfig> database, int poolSize, boolean migrate) {
      this(directory, database, poolSize, migrate, Optional.empty());
    }
  }

  /**
   * Where a server listens.
   *
   * @param address of this machine
   * @param httpPort of the JSON API; 0 for any free one
   * @param grpcPort of the gRPC API; 0 for any free one
   * @param reflection whether the gRPC API describes itself to anyone who asks
   */
  public record Listen(InetAddress address, int httpPort, int grpcPort, boolean reflection) {

    /** With reflection where only this machine can ask. */
    public Listen(InetAddress address, int httpPort, int grpcPort) {
      this(address, httpPort, grpcPort, address.isLoopbackAddress());
    }
  }
}
