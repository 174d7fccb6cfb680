package com.tickiti.attachments.server.attack;

import static com.tickiti.attachments.server.attack.Mutations.latin;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * An HTTP/2 connection of hostile requests: some in frames that are in order, each of which must be
 * answered or reset, then an {@link Http2Attack}, then a ping: it must be answered, or the
 * connection be closed.
 */
public final class HostileHttp2 implements RawSockets.Exchange {

  private static final int IN_ORDER = 12;
  private static final byte[] LAST_PING = latin("the last");
  private static final int MAX_HEADER_BYTES = 64 * 1024;

  /** Headers that no request may have, or not so; each pair is added to what is in order. */
  private static final List<List<String>> ODD_HEADERS =
      List.of(
          List.of("X-Upper", "a"),
          List.of("connection", "close"),
          List.of("transfer-encoding", "chunked"),
          List.of("te", "gzip"),
          List.of(":path", "/livez"),
          List.of(":method", "GET"),
          List.of(":unknown", "a"),
          List.of("", "no name"),
          List.of("x a", "a"),
          List.of("x-note", "a\r\nauthorization: Bearer 1|a"),
          List.of("x-note", "a\0b"),
          List.of("host", "other"),
          List.of("content-length", "5"),
          List.of("content-length", "-1"),
          List.of("x-long", "a".repeat(9000)),
          List.of("authorization", "Bearer second"));

  private final Findings findings;
  private final Random random;
  private final Mutations mutations;
  private final String token;
  private final long number;
  private final Http2Attack attack;
  private final byte[] bytes;
  private final Set<Integer> owed = new HashSet<>();
  private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
  private final DefaultHttp2HeadersDecoder decoder =
      new DefaultHttp2HeadersDecoder(false, MAX_HEADER_BYTES);
  private boolean pinged;

  /** The {@code number}th connection of the run with this seed. */
  public HostileHttp2(long seed, long number, String token, Findings findings) {
    this.findings = findings;
    this.random = new Random(seed * 1_000_003 + number);
    this.mutations = new Mutations(random);
    this.token = token;
    this.number = number;
    this.attack = Http2Attack.any(random);
    this.bytes = compose();
  }

  private byte[] compose() {
    Http2Frames frames = new Http2Frames().preface();
    for (int i = 0; i < IN_ORDER; i++) {
      int stream = 2 * i + 1;
      owed.add(stream);
      byte[] head = Http2Frames.block(head(random.nextInt(4) == 0));
      if (random.nextInt(10) == 0) {
        frames.headers(stream, true, head);
      } else {
        frames.headers(stream, false, head);
        frames.data(stream, HostileContent.body(random, mutations));
      }
    }
    attack.add(frames, 2 * IN_ORDER + 1, Http2Frames.block(head(false)), random);
    return frames.frame(Http2Frames.PING, 0, 0, LAST_PING).bytes();
  }

  private String[] head(boolean odd) {
    List<String> head =
        new ArrayList<>(
            List.of(
                ":method", "POST",
                ":scheme", "http",
                ":authority", "a",
                ":path", HostileContent.path(random),
                "content-type", HostileContent.type(random)));
    HostileContent.authorization(random, token)
        .lines()
        .forEach(
            line -> {
              head.add("authorization");
              head.add(line.substring(line.indexOf(' ') + 1));
            });
    if (odd) {
      int at = random.nextInt(head.size() / 2 + 1) * 2;
      if (random.nextInt(4) == 0 && at < head.size()) {
        head.subList(at, at + 2).clear();
      } else {
        head.addAll(at, ODD_HEADERS.get(random.nextInt(ODD_HEADERS.size())));
      }
    }
    return head.toArray(String[]::new);
  }

  @Override
  public byte[] toSend() {
    return bytes;
  }

  @Override
  public boolean receive(ByteBuffer arrived) {
    byte[] more = new byte[arrived.remaining()];
    arrived.get(more);
    unread.writeBytes(more);
    ByteBuffer frames = ByteBuffer.wrap(unread.toByteArray());
    while (frames.remaining() >= 9) {
      int length = frames.getInt(frames.position()) >>> 8;
      if (frames.remaining() < 9 + length) {
        break;
      }
      frame(frames.slice(frames.position(), 9 + length));
      frames.position(frames.position() + 9 + length);
    }
    unread.reset();
    unread.write(frames.array(), frames.position(), frames.remaining());
    return owed.isEmpty() && pinged;
  }

  private void frame(ByteBuffer frame) {
    int type = frame.get(3);
    int flags = frame.get(4);
    int stream = frame.getInt(5);
    byte[] payload = new byte[frame.remaining() - 9];
    frame.get(9, payload);
    switch (type) {
      case Http2Frames.HEADERS -> headers(stream, payload);
      case Http2Frames.RST_STREAM -> ended(stream, "HTTP/2 reset");
      case Http2Frames.PING ->
          pinged |= ByteBuffer.wrap(payload).equals(ByteBuffer.wrap(LAST_PING));
      default -> {}
    }
    boolean ends = type == Http2Frames.HEADERS || type == Http2Frames.DATA;
    if (ends && (flags & Http2Frames.END_STREAM) != 0) {
      owed.remove(stream);
    }
  }

  private void headers(int stream, byte[] block) {
    try {
      Http2Headers headers = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block));
      String status = String.valueOf(headers.status());
      if (status.startsWith("5")) {
        findings.fault(status + " on stream " + stream + " of " + this);
      }
      findings.outcome("HTTP/2 " + status);
    } catch (Http2Exception e) {
      findings.fault("headers that cannot be read: " + e.getMessage() + " of " + this);
    }
  }

  private void ended(int stream, String how) {
    if (owed.remove(stream) || stream > 2 * IN_ORDER) {
      findings.outcome(how);
    }
  }

  @Override
  public void closed() {
    findings.outcome("HTTP/2 cut");
  }

  @Override
  public void hung() {
    findings.fault(
        "neither answered nor closed: " + this + (pinged ? ", owed " : ", no ping, owed ") + owed);
  }

  @Override
  public String toString() {
    return "connection " + number + " [" + attack + "]";
  }
}
