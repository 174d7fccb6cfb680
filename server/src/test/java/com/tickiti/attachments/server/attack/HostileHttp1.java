package com.tickiti.attachments.server.attack;

import static com.tickiti.attachments.server.attack.Mutations.latin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * An HTTP/1.1 connection of hostile requests: some that are framed well and must each be answered
 * in their order, then one whose framing is off, then an honest one that must not run behind a
 * refusal.
 */
public final class HostileHttp1 implements RawSockets.Exchange {

  private static final int WELL_FRAMED = 12;
  private static final String BEHIND = "behind-";

  /** Heads and bodies that can be understood in two ways, or not at all; with what is behind. */
  private static final List<String> SHAPES =
      List.of(
          "Host: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
          "Host: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n",
          "Host: a\r\nContent-Length: 0, 5\r\n\r\n",
          "Host: a\r\nContent-Length: +0\r\n\r\n",
          "Host: a\r\nContent-Length: -1\r\n\r\n",
          "Host: a\r\nContent-Length: 0x0\r\n\r\n",
          "Host: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
          "Host: a\r\nContent-Length: zero\r\n\r\n",
          "Host: a\r\nContent-Length:\r\n\r\n",
          "Host: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
          "Host: a\r\nTransfer-Encoding: identity\r\n\r\n",
          "Host: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
          "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
          "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
          "Host: a\r\nTransfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
          "Host: a\r\nTransfer-Encoding: chunked\0\r\n\r\n0\r\n\r\n",
          "Host: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
          "Host: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
          "Host: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n0\r\n\r\n",
          "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n0\r\n\r\n",
          "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
          "Host: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n",
          "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}0\r\n\r\n",
          "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n\r\n0\r\n\r\n",
          "X: no host at all\r\n\r\n",
          "Host: a\r\nHost: b\r\n\r\n",
          "Host: a\r\nHost: a\r\n\r\n",
          "Host: a\r\nX-Note: one\r\n folded\r\n\r\n",
          "Host: a\r\nX-Note: one\r\n\tfolded\r\n\r\n",
          "Host: a\r\n X-Note: one\r\n\r\n",
          "Host: a\r\nX-Note: a\0b\r\n\r\n",
          "Host: a\r\nX-Note: a\rb\r\n\r\n",
          "Host: a\r\nX\0Note: a\r\n\r\n",
          "Host: a\r\nX Note: a\r\n\r\n",
          "Host: a\r\nno colon\r\n\r\n",
          "Host: a\r\n: no name\r\n\r\n",
          "Host: a\r\nX-Long: " + "a".repeat(9000) + "\r\n\r\n",
          "Host: a\r\n" + "X-Many: a\r\n".repeat(1000) + "\r\n");

  /** Request lines that no request begins with. */
  private static final List<String> LINES =
      List.of(
          "POST /api/v1/tickets/attachment",
          "POST /api/v1/tickets/attachment HTTP/9.9",
          "POST /api/v1/tickets/attachment HTTP/1.1x",
          "POST /" + "a".repeat(5000) + " HTTP/1.1",
          "\0 /livez HTTP/1.1",
          "GET /livez\0 HTTP/1.1",
          "GET  HTTP/1.1",
          "GET /li vez HTTP/1.1",
          "GET /tickets/%00/attachments/..%2f.. HTTP/1.1",
          "(){} /livez HTTP/1.1");

  private final Findings findings;
  private final Random random;
  private final Mutations mutations;
  private final String token;
  private final long number;
  private final boolean shaped;
  private final byte[] bytes;
  private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
  private String shape = "";
  private int answers;
  private boolean refused;

  /** The {@code number}th connection of the run with this seed. */
  public HostileHttp1(long seed, long number, String token, Findings findings) {
    this.findings = findings;
    this.random = new Random(seed * 1_000_003 + number);
    this.mutations = new Mutations(random);
    this.token = token;
    this.number = number;
    this.shaped = random.nextBoolean();
    this.bytes = compose();
  }

  private byte[] compose() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < WELL_FRAMED; i++) {
      out.writeBytes(wellFramed(id(i)));
    }
    out.writeBytes(shaped ? shaped() : mutations.of(wellFramed(id(WELL_FRAMED))));
    out.writeBytes(
        latin("GET /livez HTTP/1.1\r\nHost: a\r\nX-Request-Id: " + BEHIND + number + "\r\n\r\n"));
    return out.toByteArray();
  }

  private byte[] shaped() {
    if (random.nextInt(4) == 0) {
      String line = LINES.get(random.nextInt(LINES.size()));
      shape = line;
      return latin(line + "\r\nHost: a\r\nX-Request-Id: " + id(WELL_FRAMED) + "\r\n\r\n");
    }
    shape = SHAPES.get(random.nextInt(SHAPES.size()));
    return latin(
        "POST /api/v1/tickets/attachment HTTP/1.1\r\nX-Request-Id: "
            + id(WELL_FRAMED)
            + "\r\nContent-Type: application/json\r\n"
            + shape);
  }

  /** Hostile in what it says; where it ends is beyond doubt. */
  private byte[] wellFramed(String id) {
    byte[] body = HostileContent.body(random, mutations);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        latin(
            "POST "
                + HostileContent.path(random)
                + " HTTP/1.1\r\nHost: a\r\nX-Request-Id: "
                + id
                + "\r\nContent-Type: "
                + HostileContent.type(random)
                + "\r\n"
                + HostileContent.authorization(random, token)));
    if (random.nextInt(4) == 0) {
      out.writeBytes(latin("Transfer-Encoding: chunked\r\n\r\n"));
      int cut = random.nextInt(body.length + 1);
      chunk(out, body, 0, cut);
      chunk(out, body, cut, body.length);
      out.writeBytes(latin("0\r\n\r\n"));
    } else {
      out.writeBytes(latin("Content-Length: " + body.length + "\r\n\r\n"));
      out.writeBytes(body);
    }
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, byte[] body, int from, int to) {
    if (to > from) {
      out.writeBytes(latin(Integer.toHexString(to - from) + "\r\n"));
      out.write(body, from, to - from);
      out.writeBytes(latin("\r\n"));
    }
  }

  private String id(int i) {
    return "h1-" + number + "-" + i;
  }

  @Override
  public byte[] toSend() {
    return bytes;
  }

  @Override
  public boolean receive(ByteBuffer arrived) {
    while (arrived.hasRemaining()) {
      unread.write(arrived.get());
    }
    byte[] all = unread.toByteArray();
    int from = 0;
    for (int next = answer(all, from); next > from; next = answer(all, from)) {
      from = next;
    }
    unread.reset();
    unread.write(all, from, all.length - from);
    return answers > WELL_FRAMED + 1;
  }

  /** Reads one answer; returns where the next begins, or {@code from} if it is not all there. */
  private int answer(byte[] all, int from) {
    String text = new String(all, from, all.length - from, StandardCharsets.ISO_8859_1);
    int headEnd = text.indexOf("\r\n\r\n");
    if (headEnd < 0) {
      return from;
    }
    String head = text.substring(0, headEnd + 2);
    int end = headEnd + 4 + Integer.parseInt(field(head, "content-length", "0"));
    if (text.length() < end) {
      return from;
    }
    judge(Integer.parseInt(head.substring(9, 12)), field(head, "x-request-id", ""));
    return from + end;
  }

  private void judge(int status, String id) {
    String where = " to " + this + ": " + status + " " + id;
    if (status >= 500) {
      findings.fault("5xx" + where);
    }
    if (refused) {
      findings.fault("an answer behind a refusal" + where);
    }
    if (shaped && id.startsWith(BEHIND)) {
      findings.fault("an answer behind framing that is off" + where);
    }
    if (answers < WELL_FRAMED && !id.equals(id(answers))) {
      findings.fault("not the answer of request " + answers + where);
    }
    refused = status == 400 || status == 408 || status == 414 || status == 431;
    findings.outcome("HTTP/1 " + status);
    answers++;
  }

  private static String field(String head, String name, String otherwise) {
    int at = head.indexOf("\r\n" + name + ": ");
    return at < 0
        ? otherwise
        : head.substring(at + name.length() + 4, head.indexOf("\r\n", at + 2));
  }

  @Override
  public void closed() {
    if (answers < WELL_FRAMED) {
      findings.fault("cut at well framed request " + answers + " of " + this);
    }
    if (!refused) {
      findings.outcome("HTTP/1 cut");
    }
  }

  @Override
  public void hung() {
    findings.fault("neither answered nor closed: " + this);
  }

  @Override
  public String toString() {
    String visible = shape.length() > 200 ? shape.substring(0, 200) + "..." : shape;
    return "connection " + number + " [" + visible.replace("\r", "\\r").replace("\n", "\\n") + "]";
  }
}
