package com.tickiti.attachments.server.attack;

import static com.tickiti.attachments.server.attack.Mutations.latin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many clients that hold a connection and give or take next to nothing on it, served by one thread.
 */
public final class SlowSockets implements AutoCloseable {

  /** What a client is slow at. */
  public enum Kind {
    HEAD,
    BODY,
    READING
  }

  private static final int PAUSE_MILLIS = 250;
  private static final int SIP_BYTES = 256;

  /** Far more than kernels buffer, and less than the answer to the large request. */
  private static final int WHOLE_BYTES = 30 << 20;

  private final InetSocketAddress server;
  private final String token;
  private final String largeRequest;
  private final List<Client> clients = new ArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final Thread thread = new Thread(this::trickle, "slow-sockets");
  private final AtomicInteger whole = new AtomicInteger();
  private volatile boolean hurrying;
  private volatile boolean closing;

  /**
   * Clients of {@code server}, none yet.
   *
   * @param largeRequest the body of a request whose answer fills more than the kernel's buffers
   */
  public SlowSockets(InetSocketAddress server, String token, String largeRequest) {
    this.server = server;
    this.token = token;
    this.largeRequest = largeRequest;
  }

  /** Connects so many of a kind; all before {@link #start}. */
  public void connect(Kind kind, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      clients.add(new Client(kind));
    }
  }

  public void start() {
    open.set(clients.size());
    thread.start();
  }

  /** How many the server has not closed, as far as the clients can tell. */
  public int open() {
    return open.get();
  }

  /** From now on everything is read as fast as it comes, so that the end of it can be seen. */
  public void hurry() {
    hurrying = true;
  }

  /** How many got to the end of an answer that they were to be cut off from. */
  public int whole() {
    return whole.get();
  }

  private void trickle() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    while (!closing && open.get() > 0) {
      for (Client client : clients) {
        if (!client.gone && !client.proceed(buffer)) {
          client.gone = true;
          open.decrementAndGet();
        }
      }
      try {
        Thread.sleep(PAUSE_MILLIS); // what makes them slow
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    closing = true;
    thread.join();
    for (Client client : clients) {
      client.channel.close();
    }
  }

  /** One client. */
  private final class Client {
    private final Kind kind;
    private final SocketChannel channel = SocketChannel.open();
    private boolean gone;
    private long readBytes;

    Client(Kind kind) throws IOException {
      this.kind = kind;
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.connect(server);
      channel.write(ByteBuffer.wrap(latin(beginning())));
      channel.configureBlocking(false);
    }

    private String beginning() {
      String head =
          "POST /api/v1/tickets/attachment HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
              + token
              + "\r\nContent-Type: application/json\r\n";
      return switch (kind) {
        case HEAD -> head + "X-Slow: ";
        case BODY -> head + "Content-Length: 60000\r\n\r\n{";
        case READING ->
            head + "Content-Length: " + largeRequest.length() + "\r\n\r\n" + largeRequest;
      };
    }

    /** Gives or takes a little; returns whether the connection is still there. */
    boolean proceed(ByteBuffer buffer) {
      try {
        if (kind != Kind.READING) {
          channel.write(ByteBuffer.wrap(latin("a")));
        }
        return (hurrying || kind != Kind.READING)
            ? readAll(buffer)
            : channel.read(buffer.clear().limit(SIP_BYTES)) >= 0;
      } catch (IOException e) {
        return false;
      }
    }

    private boolean readAll(ByteBuffer buffer) throws IOException {
      int read = channel.read(buffer.clear());
      for (; read > 0; read = channel.read(buffer.clear())) {
        readBytes += read;
        if (kind == Kind.READING && readBytes > WHOLE_BYTES) {
          whole.incrementAndGet();
          return false;
        }
      }
      return read >= 0;
    }
  }
}
