package com.tickiti.attachments.server.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Drives many raw connections from one thread. Each sends all its bytes, then reads until it has
 * what it is owed or the server closes; one that is silent for longer than the patience is told
 * that it hangs.
 */
public final class RawSockets implements AutoCloseable {

  /** What one connection sends and is owed; used by the driver's thread alone. */
  public interface Exchange {

    byte[] toSend();

    /** Takes what has come; returns whether that was all. */
    boolean receive(ByteBuffer bytes);

    /** The server has closed the connection before that was all. */
    void closed();

    /** The server has neither answered nor closed. */
    void hung();
  }

  private final InetSocketAddress server;
  private final long patienceNanos;
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);

  public RawSockets(InetSocketAddress server, Duration patience) throws IOException {
    this.server = server;
    this.patienceNanos = patience.toNanos();
  }

  /** Runs all of {@code exchanges}, so many at a time. */
  public void run(Iterator<? extends Exchange> exchanges, int atATime) throws IOException {
    int open = 0;
    while (open > 0 || exchanges.hasNext()) {
      while (open < atATime && exchanges.hasNext()) {
        connect(exchanges.next());
        open++;
      }
      selector.select(100);
      for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
        SelectionKey key = keys.next();
        keys.remove();
        if (((Connection) key.attachment()).proceed(key)) {
          open--;
        }
      }
      open -= endHanging();
    }
  }

  private void connect(Exchange exchange) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    // Ends in RST, which leaves no port behind to wait.
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.connect(server);
    channel.register(selector, SelectionKey.OP_CONNECT, new Connection(exchange));
  }

  private int endHanging() throws IOException {
    long now = System.nanoTime();
    List<SelectionKey> hanging = new ArrayList<>();
    for (SelectionKey key : selector.keys()) {
      if (key.isValid() && now - ((Connection) key.attachment()).lastNanos > patienceNanos) {
        hanging.add(key);
      }
    }
    for (SelectionKey key : hanging) {
      ((Connection) key.attachment()).exchange.hung();
      key.channel().close();
    }
    return hanging.size();
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  /** An exchange on its way. */
  private final class Connection {
    private final Exchange exchange;
    private final ByteBuffer unsent;
    private long lastNanos = System.nanoTime();

    Connection(Exchange exchange) {
      this.exchange = exchange;
      this.unsent = ByteBuffer.wrap(exchange.toSend());
    }

    /** Does what can be done now; returns whether the connection has ended. */
    boolean proceed(SelectionKey key) throws IOException {
      SocketChannel channel = (SocketChannel) key.channel();
      boolean ended;
      try {
        ended = proceed(key, channel);
      } catch (IOException e) {
        exchange.closed();
        ended = true;
      }
      if (ended) {
        channel.close();
      }
      return ended;
    }

    private boolean proceed(SelectionKey key, SocketChannel channel) throws IOException {
      if (key.isConnectable()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      }
      if (key.isReadable()) {
        buffer.clear();
        int read = channel.read(buffer);
        if (read < 0) {
          exchange.closed();
          return true;
        }
        lastNanos = System.nanoTime();
        if (exchange.receive(buffer.flip())) {
          return true;
        }
      }
      if (unsent.hasRemaining() && key.isWritable()) {
        if (channel.write(unsent) > 0) {
          lastNanos = System.nanoTime();
        }
        if (!unsent.hasRemaining()) {
          key.interestOps(SelectionKey.OP_READ);
        }
      }
      return false;
    }
  }
}
