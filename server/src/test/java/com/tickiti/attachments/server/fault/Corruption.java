package com.tickiti.attachments.server.fault;

import java.util.Arrays;
import java.util.Random;

/** The ways in which stored bytes go bad. */
public enum Corruption {
  FLIPPED {
    @Override
    public byte[] of(byte[] content, int at, Random random) {
      byte[] bad = content.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));
      return bad;
    }
  },
  TRUNCATED {
    @Override
    public byte[] of(byte[] content, int at, Random random) {
      return Arrays.copyOf(content, at);
    }
  },
  EXTENDED {
    @Override
    public byte[] of(byte[] content, int at, Random random) {
      return Arrays.copyOf(content, content.length + 1 + random.nextInt(100_000));
    }
  },
  DUPLICATED {
    @Override
    public byte[] of(byte[] content, int at, Random random) {
      byte[] bad = Arrays.copyOf(content, 2 * content.length);
      System.arraycopy(content, 0, bad, content.length, content.length);
      return bad;
    }
  },
  /** From a position to the end, or a page further on; that position's byte is not 0 before. */
  ZEROED {
    @Override
    public byte[] of(byte[] content, int at, Random random) {
      byte[] bad = content.clone();
      Arrays.fill(
          bad, at, random.nextBoolean() ? bad.length : Math.min(bad.length, at + 4096), (byte) 0);
      return bad;
    }
  };

  /** {@code content} gone bad at the byte {@code at}, or from there on. */
  public abstract byte[] of(byte[] content, int at, Random random);
}
