package com.tickiti.attachments.server.process;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Many clients that each read one response at a steady rate. */
public final class SlowReaders {

  private static final int STEP_BYTES = 16 * 1024;

  private final URI base;
  private final String token;
  private final String body;

  public SlowReaders(String base, String token, String body) {
    this.base = URI.create(base);
    this.token = token;
    this.body = body;
  }

  /** Lets {@code count} read at once; returns how many bytes of body each one got. */
  public List<Long> read(int count, long bytesPerSecond) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<Long>> readers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        readers.add(threads.submit(() -> readOne(bytesPerSecond)));
      }
      List<Long> bytes = new ArrayList<>();
      for (Future<Long> reader : readers) {
        bytes.add(reader.get());
      }
      return bytes;
    } finally {
      threads.shutdownNow();
    }
  }

  private long readOne(long bytesPerSecond) throws IOException {
    try (Socket socket = new Socket()) {
      // Small, so that it is the server that waits and not the kernel that buffers.
      socket.setReceiveBufferSize(64 * 1024);
      socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
      String request =
          "POST /api/v1/tickets/attachment HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer "
              + token
              + "\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      long length = contentLength(in);
      drain(in, length, bytesPerSecond);
      return length;
    }
  }

  private static void drain(InputStream in, long length, long bytesPerSecond) throws IOException {
    byte[] buffer = new byte[STEP_BYTES];
    long start = System.nanoTime();
    long got = 0;
    while (got < length) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, length - got));
      if (read < 0) {
        throw new EOFException("cut after " + got + " of " + length + " bytes");
      }
      got += read;
      long due = start + got * 1_000_000_000L / bytesPerSecond;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  private static long contentLength(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    if (!head.toString().startsWith("HTTP/1.1 200")) {
      throw new IOException("refused: " + head);
    }
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length:") + "content-length:".length();
    return Long.parseLong(lower.substring(at, lower.indexOf("\r\n", at)).strip());
  }
}
