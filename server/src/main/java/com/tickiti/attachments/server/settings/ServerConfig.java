package com.tickiti.attachments.server.settings;

import com.tickiti.attachments.edge.EdgeConfig;
import com.tickiti.attachments.server.blob.S3Location;
import com.tickiti.attachments.server.database.DatabaseConfig;
import com.tickiti.attachments.server.grpc.GrpcConfig;
import com.tickiti.attachments.server.limit.LimitConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server needs to be told; immutable.
 *
 * @param data where its data is
 * @param listen where it listens
 * @param maxUploadBytes the largest file that may be uploaded
 * @param cacheBytes memory for contents that were read and checked lately; 0 for none
 * @param concealTickets whether a ticket that the caller may not see is answered as if absent
 * @param audit where records of downloads and uploads go
 * @param limits on what callers may ask for
 * @param linkKey what links are signed with; {@code null} for a key in the data directory
 */
public record ServerConfig(
    Data data,
    Listen listen,
    long maxUploadBytes,
    long cacheBytes,
    boolean concealTickets,
    Audit audit,
    LimitConfig limits,
    @Nullable String linkKey) {

  /** 50 MiB. */
  public static final long DEFAULT_MAX_UPLOAD_BYTES = 50L << 20;

  /** An eighth of the heap, at most 256 MiB. */
  public static final long DEFAULT_CACHE_BYTES =
      Math.min(Runtime.getRuntime().maxMemory() / 8, 256L << 20);

  /** The usual limits, tickets as documented, and the audit log in files. */
  public ServerConfig(Data data, Listen listen) {
    this(
        data,
        listen,
        DEFAULT_MAX_UPLOAD_BYTES,
        DEFAULT_CACHE_BYTES,
        false,
        Audit.FILE,
        LimitConfig.DEFAULT,
        null);
  }

  /** This configuration with another limit on uploads. */
  public ServerConfig withMaxUploadBytes(long bytes) {
    return new ServerConfig(data, listen, bytes, cacheBytes, concealTickets, audit, limits, linkKey);
  }

  /** This configuration with more or less memory for contents. */
  public ServerConfig withCacheBytes(long bytes) {
    return new ServerConfig(data, listen, maxUploadBytes, bytes, concealTickets, audit, limits, linkKey);
  }

  /** This configuration with blobs in a bucket. */
  public ServerConfig withBlobs(S3Location bucket) {
    Data moved =
        new Data(data.directory, data.database, data.poolSize, data.migrate, Optional.of(bucket));
    return new ServerConfig(
        moved, listen, maxUploadBytes, cacheBytes, concealTickets, audit, limits, linkKey);
  }

  /** This configuration with tickets concealed from those who may not see them. */
  public ServerConfig withConcealedTickets() {
    return new ServerConfig(data, listen, maxUploadBytes, cacheBytes, true, audit, limits, linkKey);
  }

  /** This configuration with another audit log. */
  public ServerConfig withAudit(Audit newAudit) {
    return new ServerConfig(
        data, listen, maxUploadBytes, cacheBytes, concealTickets, newAudit, limits, linkKey);
  }

  /** This configuration with other limits. */
  public ServerConfig withLimits(LimitConfig newLimits) {
    return new ServerConfig(
        data, listen, maxUploadBytes, cacheBytes, concealTickets, audit, newLimits, linkKey);
  }

  /** This configuration with another key for links. */
  public ServerConfig withLinkKey(String key) {
    return new ServerConfig(
        data, listen, maxUploadBytes, cacheBytes, concealTickets, audit, limits, key);
  }

  /** Where records of downloads and uploads go. */
  public enum Audit {
    /** JSON lines in {@code <data-dir>/audit}. */
    FILE,
    /** The database's table {@code audit_log}. */
    TABLE,
    /** Nowhere. */
    OFF
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
