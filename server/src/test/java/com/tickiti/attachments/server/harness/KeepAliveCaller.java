package com.tickiti.attachments.server.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection, kept alive, that does as little as it can beside waiting. Not
 * thread-safe.
 */
public final class KeepAliveCaller implements AutoCloseable {

  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(ISO_8859_1);
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[64 * 1024];

  public KeepAliveCaller(String httpUri) throws IOException {
    URI uri = URI.create(httpUri);
    socket = new Socket(uri.getHost(), uri.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /** The bytes of a request for the documented endpoint. */
  public static byte[] request(@Nullable String token, String body) {
    byte[] content = body.getBytes(UTF_8);
    byte[] head =
        ("POST /api/v1/tickets/attachment HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\n"
                + (token == null ? "" : "Authorization: Bearer " + token + "\r\n")
                + "Content-Length: "
                + content.length
                + "\r\n\r\n")
            .getBytes(ISO_8859_1);
    byte[] request = Arrays.copyOf(head, head.length + content.length);
    System.arraycopy(content, 0, request, head.length, content.length);
    return request;
  }

  /** Sends a request and reads its answer to the end; returns the answer's status. */
  public int exchange(byte[] request) throws IOException {
    out.write(request);
    int filled = 0;
    int headEnd = -1;
    while (headEnd < 0) {
      filled += read(filled);
      headEnd = endOfHead(filled);
    }
    String head = new String(buffer, 0, headEnd, ISO_8859_1).toLowerCase(Locale.ROOT);
    int lengthAt = head.indexOf("content-length:") + "content-length:".length();
    long left =
        Long.parseLong(head.substring(lengthAt, head.indexOf("\r\n", lengthAt)).strip())
            - (filled - headEnd);
    while (left > 0) {
      left -= read(0);
    }
    return Integer.parseInt(head.substring(STATUS_AT, STATUS_AT + 3));
  }

  /** Ends the connection with the answer to {@code request} under way. */
  void abandon(byte[] request) throws IOException {
    out.write(request);
    read(0);
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private int read(int offset) throws IOException {
    int read = in.read(buffer, offset, buffer.length - offset);
    if (read < 0) {
      throw new EOFException("the connection ended within an answer");
    }
    return read;
  }

  private int endOfHead(int filled) {
    for (int at = 0; at + END_OF_HEAD.length <= filled; at++) {
      if (Arrays.equals(buffer, at, at + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
        return at + END_OF_HEAD.length;
      }
    }
    return -1;
  }
}
