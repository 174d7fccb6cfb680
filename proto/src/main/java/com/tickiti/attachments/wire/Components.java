package com.tickiti.attachments.wire;

import java.util.List;

/**
 * The parts of a server that say of themselves whether they work, each a service of its own to
 * {@code grpc.health.v1.Health}: SERVING where it works, NOT_SERVING where it does not, UNKNOWN
 * where it is not in use.
 */
public final class Components {

  /** The database answers. */
  public static final String DATABASE = "database";

  /** The blob store is there. */
  public static final String BLOBS = "blobs";

  /** A record of a download or upload can be written. */
  public static final String AUDIT = "audit";

  /** Uploads can be recorded. */
  public static final String UPLOADS = "uploads";

  /** All of them. */
  public static final List<String> NAMES = List.of(DATABASE, BLOBS, AUDIT, UPLOADS);

  private Components() {}

  /** What a component is called as a service. */
  public static String serviceName(String component) {
    return "component/" + component;
  }
}
