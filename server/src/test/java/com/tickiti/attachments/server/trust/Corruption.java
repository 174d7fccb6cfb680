package com.tickiti.attachments.server.trust;

import java.util.Arrays;
import java.util.Random;

/** The ways in which stored bytes go bad. */
enum Corruption {
  FLIPPED {
    @Override
    byte[] of(byte[] content, int at, Random random) {
      byte[] bad = content.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));
      return bad;
    }
  },
  TRUNCATED {
    @Override
    byte[] of(byte[] content, int at, Random random) {
      return Arrays.copyOf(content, at);
    }
  },
  EXTENDED {
    @Override
    byte[] of(byte[] content, int at, Random random) {
      return Arrays.copyOf(content, content.length + 1 + random.nextInt(100_000));
    }
  },
  DUPLICATED {
    @Override
    byte[] of(byte[] content, int at, Random random) {
      byte[] bad = Arrays.copyOf(content, 2 * content.length);
      System.arraycopy(content, 0, bad, content.length, content.length);
      return bad;
    }
  },
  /** From a position to the end, or a page further on; that position's byte is not 0 before. */
  ZEROED {
    @Override
    byte[] of(byte[] content, int at, Random random) {
      byte[] bad = content.clone();
      Arrays.fill(
          bad, at, random.nextBoolean() ? bad.length : Math.min(bad.length, at + 4096), (byte) 0);
      return bad;
    }
  };

  /** {@code content} gone bad at the byte {@code at}, or from there on. */
  abstract byte[] of(byte[] content, int at, Random random);
}
