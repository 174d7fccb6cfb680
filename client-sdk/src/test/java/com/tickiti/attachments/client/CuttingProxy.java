package com.tickiti.attachments.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes TCP connections on and resets each after as many bytes of answers as it is told to. Stands
 * for the address of a service that is restarted, since a port once let go of may be taken.
 */
final class CuttingProxy implements Closeable {

  final Queue<Integer> cuts = new ConcurrentLinkedQueue<>();
  final AtomicInteger cutsMade = new AtomicInteger();
  private final ServerSocket listener;

  /** Where connections lead; 0 while there is nobody, when they are closed at once. */
  volatile int targetPort;

  CuttingProxy(int targetPort) throws IOException {
    this.targetPort = targetPort;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
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

  private void pass(Socket client) throws IOException {
    int port = targetPort;
    if (port == 0) {
      client.close();
      return;
    }
    Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
    Integer cut = cuts.poll();
    start(() -> copy(client, server, Integer.MAX_VALUE));
    start(() -> copy(server, client, cut == null ? Integer.MAX_VALUE : cut));
  }

  private void copy(Socket from, Socket to, int budget) {
    byte[] buffer = new byte[8 << 10];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int left = budget;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, Math.min(read, left));
        left -= read;
        if (left <= 0) {
          cutsMade.incrementAndGet();
          to.setSoLinger(true, 0);
          return;
        }
      }
    } catch (SocketException e) {
      // The other direction was cut.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
