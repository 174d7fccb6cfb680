package com.tickiti.attachments.server.fault;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between two peers on this machine and passes TCP connections on, until it is told to be
 * slow, silent or gone. Thread-safe.
 */
public final class FaultyProxy implements Closeable {

  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Duration delay = Duration.ZERO;
  private volatile RequestFault armed = RequestFault.NONE;
  private volatile boolean answerLost;
  private boolean silent;
  private boolean cut;

  /** Listens on any port. */
  public FaultyProxy(int targetPort) throws IOException {
    this(0, targetPort);
  }

  /** Listens on {@code port}. */
  public FaultyProxy(int port, int targetPort) throws IOException {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    listener = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** From now on all that passes takes this much longer, each way. */
  public void delay(Duration newDelay) {
    delay = newDelay;
  }

  /** From now on nothing passes, and nobody is told: the half-open connection. */
  public synchronized void silence() {
    silent = true;
  }

  /** Resets all connections, and each new one at once. */
  public synchronized void cut() {
    cut = true;
    sockets.forEach(FaultyProxy::reset);
  }

  /** From now on requests are counted, and the one that {@code fault} is about is hit. */
  public void arm(RequestFault fault) {
    answerLost = false;
    requests.set(0);
    armed = fault;
  }

  /** How many requests, which is what a client sends at once, have come since {@link #arm}. */
  public int requests() {
    return requests.get();
  }

  /** Ends every fault. */
  public synchronized void heal() {
    armed = RequestFault.NONE;
    answerLost = false;
    delay = Duration.ZERO;
    cut = false;
    silent = false;
    notifyAll();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
    heal();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        pass(listener.accept());
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private synchronized void pass(Socket client) {
    if (cut) {
      reset(client);
      return;
    }
    sockets.add(client);
    Socket server = new Socket();
    sockets.add(server);
    start(
        () -> {
          try {
            server.connect(target);
            start(() -> copy(server, client, false));
            copy(client, server, true);
          } catch (IOException e) {
            reset(client);
          }
        });
  }

  private void copy(Socket from, Socket to, boolean request) {
    byte[] buffer = new byte[64 << 10];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitPassage();
        if (request ? hits(from) : losesAnswer()) {
          reset(to);
          return;
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // The other direction has ended, or was cut.
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  /** Whether a request is not to be passed on. */
  private boolean hits(Socket client) {
    RequestFault fault = armed;
    int number = requests.incrementAndGet();
    if (number < fault.number() || (number > fault.number() && !fault.forever())) {
      return false;
    }
    if (fault.delivered() && number == fault.number()) {
      answerLost = true;
      return false;
    }
    if (fault.forever()) {
      cut();
    }
    reset(client);
    return true;
  }

  private synchronized boolean losesAnswer() {
    boolean loses = answerLost;
    answerLost = false;
    return loses;
  }

  private void awaitPassage() throws IOException {
    try {
      Thread.sleep(delay.toMillis());
      synchronized (this) {
        while (silent) {
          wait();
        }
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "faulty-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Which request meets a broken connection.
   *
   * @param number of the request, from 1
   * @param delivered whether it still gets through, and its answer alone is lost
   * @param forever whether all later ones are lost as well
   */
  public record RequestFault(int number, boolean delivered, boolean forever) {
    static final RequestFault NONE = new RequestFault(Integer.MAX_VALUE, false, false);
  }
}
