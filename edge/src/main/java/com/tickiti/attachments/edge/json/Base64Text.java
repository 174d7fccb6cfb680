package com.tickiti.attachments.edge.json;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/**
 * Base64 (RFC 4648 section 4, with padding) at full speed on every JVM. The JDK's encoder is an
 * intrinsic of the JVM on some processors only: JDK 17 needs AVX-512, and without it takes 1.2 s of
 * CPU a GiB where a table of character pairs takes 0.5. Where it is an intrinsic it takes 0.06.
 */
enum Base64Text {
  /** The JDK's encoder. */
  JDK {
    @Override
    int encode(byte[] bytes, byte[] text) {
      return Base64.getEncoder().encode(bytes, text);
    }
  },

  /** Looks up two characters for twelve bits; takes six bytes and gives one long at a time. */
  TABLE {
    @Override
    int encode(byte[] bytes, byte[] text) {
      int from = 0;
      int to = 0;
      for (; from <= bytes.length - Long.BYTES; from += 6, to += Long.BYTES) {
        long six = (long) BIG_ENDIAN.get(bytes, from);
        long eightChars =
            PAIRS[(int) (six >>> 52)]
                | (long) PAIRS[(int) (six >>> 40) & 0xfff] << 16
                | (long) PAIRS[(int) (six >>> 28) & 0xfff] << 32
                | (long) PAIRS[(int) (six >>> 16) & 0xfff] << 48;
        LITTLE_ENDIAN.set(text, to, eightChars);
      }
      byte[] rest = Base64.getEncoder().encode(Arrays.copyOfRange(bytes, from, bytes.length));
      System.arraycopy(rest, 0, text, to, rest.length);
      return to + rest.length;
    }
  };

  /** The fastest on this JVM and processor. */
  static final Base64Text FASTEST = jvmHasIntrinsic() ? JDK : TABLE;

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The two characters of every twelve bits, the first one in the low byte. */
  private static final char[] PAIRS = pairs();

  /**
   * Encodes {@code bytes} to the beginning of {@code text}.
   *
   * @param text has room for four bytes for every three or less of {@code bytes}
   * @return how many bytes of {@code text} were written
   */
  abstract int encode(byte[] bytes, byte[] text);

  private static char[] pairs() {
    byte[] alphabet = new byte[64];
    for (int i = 0; i < alphabet.length; i++) {
      alphabet[i] = Base64.getEncoder().encode(new byte[] {(byte) (i << 2)})[0];
    }
    char[] pairs = new char[64 * 64];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = (char) (alphabet[i >> 6] | alphabet[i & 63] << 8);
    }
    return pairs;
  }

  /** Asks HotSpot; a JVM that does not say is taken for one without. */
  private static boolean jvmHasIntrinsic() {
    try {
      HotSpotDiagnosticMXBean hotSpot =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return Boolean.parseBoolean(hotSpot.getVMOption("UseBASE64Intrinsics").getValue());
    } catch (IllegalArgumentException | LinkageError e) {
      return false;
    }
  }
}
