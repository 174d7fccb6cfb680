package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files of boxes (ISO/IEC 14496-12), told by the brands that their first box names: the major one,
 * and those that the file is compatible with.
 */
final class IsoMedia {
  private static final int MAX_BOX_BYTES = 4096;
  private static final Set<String> AVIF = Set.of("avif", "avis");
  private static final Set<String> HEIC = Set.of("heic", "heix", "heim", "heis");
  private static final Set<String> HEIC_SEQUENCE = Set.of("hevc", "hevx", "hevm", "hevs");
  private static final Set<String> AUDIO = Set.of("M4A ", "M4B ", "M4P ", "F4A ", "F4B ");

  private IsoMedia() {}

  /** Returns null for a file that does not begin with such a box. */
  static @Nullable String mimeType(FileBytes file) throws IOException {
    ByteBuffer start = file.read(0, 16).order(ByteOrder.BIG_ENDIAN);
    if (start.limit() < 12 || !ascii(start, 4).equals("ftyp")) {
      return null;
    }
    long boxBytes = Integer.toUnsignedLong(start.getInt(0));
    ByteBuffer box = file.read(0, (int) Math.min(Math.max(boxBytes, 12), MAX_BOX_BYTES));
    String major = ascii(box, 8);
    List<String> brands = new ArrayList<>(List.of(major));
    for (int at = 16; at + 4 <= box.limit(); at += 4) {
      brands.add(ascii(box, at));
    }
    String image = image(brands);
    return image == null ? media(major, brands) : image;
  }

  private static @Nullable String image(List<String> brands) {
    if (brands.stream().anyMatch(AVIF::contains)) {
      return "image/avif";
    }
    if (brands.stream().anyMatch(HEIC::contains)) {
      return "image/heic";
    }
    if (brands.stream().anyMatch(HEIC_SEQUENCE::contains)) {
      return "image/heic-sequence";
    }
    if (brands.contains("crx ")) {
      return "image/x-canon-cr3";
    }
    if (brands.contains("mif1")) {
      return "image/heif";
    }
    return brands.contains("msf1") ? "image/heif-sequence" : null;
  }

  private static String media(String major, List<String> brands) {
    if (major.equals("qt  ")) {
      return "video/quicktime";
    }
    if (AUDIO.contains(major)) {
      return "audio/mp4";
    }
    if (major.startsWith("M4V")) {
      return "video/x-m4v";
    }
    if (major.startsWith("3g2")) {
      return "video/3gpp2";
    }
    if (major.startsWith("3g")) {
      return "video/3gpp";
    }
    boolean mp4 =
        brands.stream()
            .anyMatch(b -> b.startsWith("iso") || b.startsWith("mp4") || b.equals("avc1"));
    return !mp4 && brands.contains("qt  ") ? "video/quicktime" : "video/mp4";
  }

  private static String ascii(ByteBuffer buffer, int at) {
    byte[] letters = new byte[4];
    buffer.get(at, letters);
    return new String(letters, ISO_8859_1);
  }
}
