package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.attack.Http2Frames;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One malformed request with a body beside a download on the same HTTP/2 connection: its own stream
 * fails, and no other (RFC 9113, sections 5.4.2 and 8.1.1).
 */
class StreamErrorsIT {

  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int SIZE = 20_000_000;

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    helpdesk.attach(20, "large.txt", "hello, world\n".repeat(SIZE / 13 + 1).getBytes(UTF_8));
  }

  @AfterAll
  static void close() throws IOException {
    helpdesk.close();
  }

  /** What is wrong with the head of a request. */
  enum Fault {
    CARRIAGE_RETURN("x-note", "a\rb"),
    UPPER_CASE_NAME("X-Note", "a"),
    CONNECTION_HEADER("connection", "close"),
    UNKNOWN_PSEUDO_HEADER(":note", "a"),
    RESPONSE_PSEUDO_HEADER(":status", "200"),
    NO_PATH(":path", null),
    NO_METHOD(":method", null);

    private final String name;
    private final String value;

    Fault(String name, String value) {
      this.name = name;
      this.value = value;
    }

    /** The header changed, added, or left out where it has no value. */
    List<String> in(List<String> head) {
      List<String> changed = new ArrayList<>(head);
      int at = changed.indexOf(name);
      if (at >= 0) {
        changed.subList(at, at + 2).clear();
      }
      if (value != null) {
        changed.addAll(name.startsWith(":") ? 0 : changed.size(), List.of(name, value));
      }
      return changed;
    }
  }

  @ParameterizedTest
  @EnumSource
  void malformedRequest_json_endsNoOtherStream(Fault fault) throws IOException {
    URI http = URI.create(helpdesk.server().httpUri());
    List<String> head = head("/api/v1/tickets/attachment", "content-type", "application/json");
    byte[] body =
        "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"20\"}".getBytes(UTF_8);

    assertThat(downloadBeside(http, head, body, fault)).isGreaterThan(SIZE);
  }

  @ParameterizedTest
  @EnumSource
  void malformedRequest_grpc_endsNoOtherStream(Fault fault) throws IOException {
    URI grpc = URI.create("http://" + helpdesk.server().grpcTarget());
    List<String> head =
        head(
            "/tickiti.attachments.v1.AttachmentService/DownloadAttachment",
            "content-type",
            "application/grpc",
            "te",
            "trailers");
    byte[] message =
        DownloadAttachmentRequest.newBuilder()
            .setTicketNumber("220009")
            .setResponseAttachmentId("20")
            .build()
            .toByteArray();
    byte[] framed =
        ByteBuffer.allocate(5 + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array();

    assertThat(downloadBeside(grpc, head, framed, fault)).isGreaterThan(SIZE);
  }

  private static List<String> head(String path, String... more) {
    List<String> head =
        new ArrayList<>(
            List.of(":method", "POST", ":scheme", "http", ":authority", "a", ":path", path));
    head.addAll(List.of("authorization", "Bearer " + READER));
    head.addAll(Arrays.asList(more));
    return head;
  }

  /** How many bytes of DATA a download gets to its end, and one more after it begins. */
  private static long downloadBeside(URI server, List<String> head, byte[] body, Fault fault)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName(server.getHost()), server.getPort())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(request(new Http2Frames().preface(), 1, head, body).bytes());
      Frames frames = new Frames(new DataInputStream(socket.getInputStream()));
      while (frames.received[1] < 100_000) {
        frames.next();
      }
      // The body at once, and what a client may still send before it knows of the reset.
      out.write(
          request(new Http2Frames(), 3, fault.in(head), body)
              .frame(WINDOW_UPDATE, 0, 3, Http2Frames.number(1000))
              .frame(Http2Frames.RST_STREAM, 0, 3, Http2Frames.number(8))
              .bytes());
      while (!frames.ended[1]) {
        frames.next();
      }
      // The body when the reset is known, and the connection goes on.
      out.write(
          new Http2Frames()
              .headers(5, false, block(fault.in(head)))
              .frame(Http2Frames.PING, 0, 0, new byte[8])
              .bytes());
      while (!frames.pinged) {
        frames.next();
      }
      out.write(request(new Http2Frames().data(5, body), 7, head, body).bytes());
      while (frames.received[7] < 100_000) {
        frames.next();
      }
      return frames.received[1];
    }
  }

  private static Http2Frames request(
      Http2Frames frames, int stream, List<String> head, byte[] body) {
    return frames.headers(stream, false, block(head)).data(stream, body);
  }

  private static byte[] block(List<String> head) {
    return Http2Frames.block(head.toArray(String[]::new));
  }

  /** What the server sends. */
  private static final class Frames {
    private final DataInputStream in;
    private final long[] received = new long[16];
    private final boolean[] ended = new boolean[16];
    private boolean pinged;

    Frames(DataInputStream in) {
      this.in = in;
    }

    void next() throws IOException {
      int length;
      try {
        length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      } catch (EOFException e) {
        throw new AssertionError("the connection has ended", e);
      }
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (type == GOAWAY) {
        throw new AssertionError("GOAWAY " + new String(payload, US_ASCII));
      }
      pinged |= type == Http2Frames.PING;
      if (type == Http2Frames.DATA) {
        received[stream] += length;
      }
      if (type == Http2Frames.RST_STREAM) {
        assertThat(stream).isNotIn(1, 7);
        ended[stream] = true;
      }
      if (type <= Http2Frames.HEADERS) {
        ended[stream] |= (flags & Http2Frames.END_STREAM) != 0;
      }
    }
  }
}
