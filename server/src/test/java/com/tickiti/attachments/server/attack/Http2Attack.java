package com.tickiti.attachments.server.attack;

import static com.tickiti.attachments.server.attack.Http2Frames.ACK;
import static com.tickiti.attachments.server.attack.Http2Frames.CONTINUATION;
import static com.tickiti.attachments.server.attack.Http2Frames.DATA;
import static com.tickiti.attachments.server.attack.Http2Frames.END_HEADERS;
import static com.tickiti.attachments.server.attack.Http2Frames.END_STREAM;
import static com.tickiti.attachments.server.attack.Http2Frames.GOAWAY;
import static com.tickiti.attachments.server.attack.Http2Frames.HEADERS;
import static com.tickiti.attachments.server.attack.Http2Frames.PADDED;
import static com.tickiti.attachments.server.attack.Http2Frames.PING;
import static com.tickiti.attachments.server.attack.Http2Frames.PRIORITY;
import static com.tickiti.attachments.server.attack.Http2Frames.PUSH_PROMISE;
import static com.tickiti.attachments.server.attack.Http2Frames.RST_STREAM;
import static com.tickiti.attachments.server.attack.Http2Frames.SETTINGS;
import static com.tickiti.attachments.server.attack.Http2Frames.WINDOW_UPDATE;
import static com.tickiti.attachments.server.attack.Http2Frames.WITH_PRIORITY;
import static com.tickiti.attachments.server.attack.Http2Frames.block;
import static com.tickiti.attachments.server.attack.Http2Frames.number;
import static com.tickiti.attachments.server.attack.Http2Frames.setting;

import java.util.List;
import java.util.Random;

/** What HTTP/2 frames can do to a connection; {@code stream} is the next that a client may open. */
public enum Http2Attack {
  HPACK_GARBAGE {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.headers(stream, true, garbage(random, 1 + random.nextInt(200)));
    }
  },
  RANDOM_FRAMES {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      for (int i = random.nextInt(20); i >= 0; i--) {
        to.frame(
            random.nextInt(12),
            random.nextInt(256),
            random.nextInt(stream + 4),
            garbage(random, random.nextInt(40)));
      }
    }
  },
  RANDOM_BYTES {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.raw(garbage(random, 500));
    }
  },
  LENGTH_ABOVE_LIMIT {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.frame(0xff_ffff, random.nextInt(10), 0, stream, garbage(random, 100));
    }
  },
  LENGTH_WRONG {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      int[] types = {PRIORITY, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE};
      int type = types[random.nextInt(types.length)];
      to.frame(
          type,
          0,
          type == PRIORITY || type == RST_STREAM ? stream : 0,
          new byte[7 + 2 * random.nextInt(2)]);
    }
  },
  CUT_SHORT {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.frame(head.length + 50, HEADERS, END_HEADERS, stream, head);
    }
  },
  PADDING_ABOVE_LENGTH {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.frame(HEADERS, END_HEADERS | END_STREAM | PADDED, stream, new byte[] {100, 0, 0});
    }
  },
  STREAM_ZERO {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.headers(0, true, head);
    }
  },
  STREAM_EVEN {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.headers(stream + 1, true, head);
    }
  },
  STREAM_AGAIN {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.headers(stream, true, head).headers(stream, true, head).headers(1, true, head);
    }
  },
  DEPENDS_ON_ITSELF {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      byte[] payload = new byte[5 + head.length];
      System.arraycopy(number(stream), 0, payload, 0, 4);
      System.arraycopy(head, 0, payload, 5, head.length);
      to.frame(HEADERS, END_HEADERS | END_STREAM | WITH_PRIORITY, stream, payload);
    }
  },
  CONTINUATION_FLOOD {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.frame(HEADERS, END_STREAM, stream, head);
      byte[] more = random.nextBoolean() ? new byte[0] : block("x-a", "a".repeat(100));
      for (int i = 0; i < 2000; i++) {
        to.frame(CONTINUATION, 0, stream, more);
      }
    }
  },
  CONTINUATION_ALONE {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.frame(CONTINUATION, END_HEADERS, stream, head);
    }
  },
  CONTINUATION_INTERRUPTED {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.frame(HEADERS, END_STREAM, stream, head).frame(PING, 0, 0, new byte[8]);
    }
  },
  RAPID_RESET {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      for (int i = 0; i < 300; i++) {
        to.headers(stream + 2 * i, true, head).frame(RST_STREAM, 0, stream + 2 * i, number(8));
      }
    }
  },
  MANY_STREAMS {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      for (int i = 0; i < 300; i++) {
        to.headers(stream + 2 * i, false, head);
      }
    }
  },
  ZERO_WINDOW {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.frame(SETTINGS, 0, 0, setting(4, 0)).headers(stream, true, head);
    }
  },
  WINDOW_OVERFLOW {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.frame(WINDOW_UPDATE, 0, 0, number(0x7fff_ffff));
      to.frame(WINDOW_UPDATE, 0, 0, number(0x7fff_ffff));
    }
  },
  WINDOW_UPDATE_ZERO {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.frame(WINDOW_UPDATE, 0, random.nextBoolean() ? 0 : 1, number(0));
    }
  },
  SETTINGS_FLOOD {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      for (int i = 0; i < 2000; i++) {
        to.frame(SETTINGS, 0, 0, setting(1, i % 4096));
      }
    }
  },
  SETTINGS_WRONG {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      switch (random.nextInt(5)) {
        case 0 -> to.frame(SETTINGS, 0, 0, setting(2, 2));
        case 1 -> to.frame(SETTINGS, 0, 0, setting(4, 0x8000_0000));
        case 2 -> to.frame(SETTINGS, 0, 0, setting(5, 0));
        case 3 -> to.frame(SETTINGS, 0, stream, setting(1, 1));
        default -> to.frame(SETTINGS, ACK, 0, setting(1, 1));
      }
    }
  },
  PING_FLOOD {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      for (int i = 0; i < 2000; i++) {
        to.frame(PING, 0, 0, new byte[8]);
      }
    }
  },
  EMPTY_DATA_FLOOD {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.headers(stream, false, head);
      for (int i = 0; i < 2000; i++) {
        to.frame(DATA, 0, stream, new byte[0]);
      }
    }
  },
  DATA_WITHOUT_STREAM {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.data(stream + 2 * random.nextInt(50), garbage(random, 20));
    }
  },
  DATA_BEHIND_END {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.headers(stream, true, head).data(stream, garbage(random, 20));
    }
  },
  BODY_NEVER_ENDS {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.headers(stream, false, head).frame(DATA, 0, stream, garbage(random, 20));
    }
  },
  PUSH_FROM_CLIENT {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.frame(PUSH_PROMISE, END_HEADERS, stream, number(2));
    }
  },
  UNKNOWN_TYPE {
    @Override
    public void add(Http2Frames to, int stream, byte[] head, Random random) {
      to.frame(12 + random.nextInt(200), random.nextInt(256), stream, garbage(random, 30));
    }
  };

  public static Http2Attack any(Random random) {
    List<Http2Attack> all = List.of(values());
    return all.get(random.nextInt(all.size()));
  }

  /**
   * Adds it to a connection.
   *
   * @param head a header block that is in order
   */
  public abstract void add(Http2Frames to, int stream, byte[] head, Random random);

  private static byte[] garbage(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
