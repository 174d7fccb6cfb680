package com.tickiti.attachments.client.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the name of a service early: grpc-java finds some mistakes only in the first call. */
final class Targets {

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):/.*|unix:.*");
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(dns:(///)?)?(\\[[0-9A-Fa-f:.%]+]|[^\\s:/\\[\\]@]+)(:([0-9]{1,5}))?");

  private Targets() {}

  /** Throws where {@code target} cannot be right; other schemes than dns are left to gRPC. */
  static void check(String target) {
    Matcher address = HOST_AND_PORT.matcher(target);
    if (address.matches()) {
      String port = address.group(5);
      if (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535)) {
        throw new IllegalArgumentException(
            "target: %s (expected: a port from 1 to 65535)".formatted(target));
      }
    } else if (target.matches("(?i)https?:.*|dns:///[^/]*") || !SCHEME.matcher(target).matches()) {
      throw invalid(target);
    }
  }

  static IllegalArgumentException invalid(String target) {
    return new IllegalArgumentException(
        "target: %s (expected: HOST:PORT or dns:///HOST:PORT)".formatted(target));
  }
}
