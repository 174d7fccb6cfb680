package com.tickiti.attachments.server.attack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Spoils bytes, the same way for the same seed. */
public final class Mutations {

  private static final List<byte[]> PIECES =
      List.of(
          latin("\0"),
          latin("\r\n"),
          latin("\n"),
          latin("\r"),
          latin(" "),
          latin("\t"),
          latin(","),
          latin(";"),
          latin("\""),
          latin("\\"),
          latin("\\ud800"),
          latin("\\u0000"),
          latin("{"),
          latin("[[[[[[[[[[[[[[[[[[[["),
          latin("}"),
          latin("null"),
          latin("-0"),
          latin("1e999999999"),
          latin("9".repeat(400)),
          latin("9223372036854775808"),
          latin("\u00c0\u00ae"), // "." in an overlong form
          latin("\u00ed\u00a0\u0080"), // a lone surrogate
          latin("\u00ff\u00fe"),
          latin("\u00ef\u00bb\u00bf"),
          latin("%00"),
          latin("../"),
          latin("A".repeat(9000)));

  private final Random random;

  public Mutations(Random random) {
    this.random = random;
  }

  /** A copy of {@code bytes} with one to four spoilt places. */
  public byte[] of(byte[] bytes) {
    byte[] spoilt = bytes;
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      spoilt = once(spoilt);
    }
    return spoilt;
  }

  private byte[] once(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int to = at + random.nextInt(Math.min(16, bytes.length - at) + 1);
    return switch (random.nextInt(6)) {
      case 0 -> flipped(bytes, Math.min(at, bytes.length - 1));
      case 1 -> joined(bytes, at, PIECES.get(random.nextInt(PIECES.size())), at);
      case 2 -> joined(bytes, at, PIECES.get(random.nextInt(PIECES.size())), to);
      case 3 -> joined(bytes, at, new byte[0], to); // a gap
      case 4 -> joined(bytes, to, Arrays.copyOfRange(bytes, at, to), to); // twice the same
      default -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, at);
    };
  }

  private byte[] flipped(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    if (at >= 0) {
      copy[at] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  private static byte[] joined(byte[] bytes, int head, byte[] middle, int tail) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, head);
    out.writeBytes(middle);
    out.write(bytes, tail, bytes.length - tail);
    return out.toByteArray();
  }

  public static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
