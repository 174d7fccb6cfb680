package com.tickiti.attachments.server.command;

import java.util.Locale;

/** Sizes for people. */
final class ByteSize {

  private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

  private ByteSize() {}

  /** A number of bytes in decimal units, such as {@code 1.2 MB}. */
  static String text(long bytes) {
    if (bytes < 1_000) {
      return bytes + " bytes";
    }
    double value = bytes / 1e3;
    int unit = 0;
    while (value >= 999.95) {
      value /= 1e3;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
