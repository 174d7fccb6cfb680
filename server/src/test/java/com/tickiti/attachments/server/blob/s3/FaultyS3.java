package com.tickiti.attachments.server.blob.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a client and the S3 server, hands every request on unchanged, and lets a fault
 * treat the answers. Requests are counted, except those that only find out whether S3 answers.
 */
public final class FaultyS3 implements AutoCloseable {

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *(\\d+)");

  private static final Pattern FRAMED =
      Pattern.compile("(?i)\r\n(Content-Length|Transfer-Encoding):");

  private final int server;
  private final UnaryOperator<String> changedHead;
  private final UnaryOperator<byte[]> changedContent;
  private final InetSocketAddress address;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile S3Fault fault = S3Fault.none();
  private volatile ServerSocket listener;

  /** Listens on a free port; without a fault at first. */
  public FaultyS3() throws IOException {
    this(S3Server.port(), UnaryOperator.identity(), UnaryOperator.identity());
  }

  /**
   * The same before another server, with requests changed on their way.
   *
   * @param head changes the head of a request
   * @param content changes the body of a request
   */
  FaultyS3(int server, UnaryOperator<String> head, UnaryOperator<byte[]> content)
      throws IOException {
    this.server = server;
    this.changedHead = head;
    this.changedContent = content;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.address = (InetSocketAddress) listener.getLocalSocketAddress();
    serve(listener);
  }

  public int port() {
    return address.getPort();
  }

  /** Lets {@code newFault} treat all requests from now on, and counts them from 0. */
  public void set(S3Fault newFault) {
    fault = newFault;
    requests.set(0);
  }

  /** Requests since the fault was set. */
  public int requests() {
    return requests.get();
  }

  /** Refuses connections, and cuts those there are. */
  public void refuse() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  /** Listens again, on the same port. */
  public void listen() throws IOException {
    ServerSocket again = new ServerSocket();
    again.setReuseAddress(true);
    again.bind(address);
    listener = again;
    serve(again);
  }

  @Override
  public void close() throws IOException {
    refuse();
  }

  private void serve(ServerSocket socket) {
    start(
        "faulty-s3",
        () -> {
          try {
            while (true) {
              Socket connection = socket.accept();
              connections.add(connection);
              start("faulty-s3-connection", () -> serve(connection));
            }
          } catch (IOException e) {
            if (!socket.isClosed()) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      for (String head = readHead(in); !head.isEmpty(); head = readHead(in)) {
        answer(head, in, client);
      }
    } catch (IOException e) {
      // The client has gone, or the fault has cut the connection.
    } finally {
      connections.remove(client);
    }
  }

  private void answer(String head, InputStream body, Socket client) throws IOException {
    OutputStream out = client.getOutputStream();
    if (head.contains("/blob-store.id HTTP/1.1")) {
      out.write(ask(head, body, out));
    } else {
      requests.incrementAndGet();
      fault.answer(head, client, () -> ask(head, body, out));
    }
  }

  /** What S3 answers, head and body, ready to be followed by further answers. */
  private byte[] ask(String head, InputStream body, OutputStream client) throws IOException {
    if (head.contains("100-continue")) {
      client.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
    }
    Matcher length = LENGTH.matcher(head);
    byte[] content =
        changedContent.apply(
            body.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0));
    try (Socket s3 = new Socket(InetAddress.getLoopbackAddress(), server)) {
      OutputStream out = s3.getOutputStream();
      String once =
          changedHead
              .apply(head)
              .replaceAll("(?i)\r\n(Expect|Connection):[^\r]*", "")
              .replaceFirst("\r\n", "\r\nConnection: close\r\n");
      out.write(once.getBytes(ISO_8859_1));
      out.write(content);
      out.flush();
      String answer = new String(s3.getInputStream().readAllBytes(), ISO_8859_1);
      return kept(answer).getBytes(ISO_8859_1);
    }
  }

  /** An answer that ended with its connection, as one that says where it ends. */
  private static String kept(String answer) {
    int body = answer.indexOf("\r\n\r\n") + 4;
    boolean framed = FRAMED.matcher(answer.substring(0, body)).find() || body == answer.length();
    return answer.replaceFirst(
        "(?i)\r\nConnection: close",
        framed ? "" : "\r\nContent-Length: " + (answer.length() - body));
  }

  /** A head with the empty line behind it; empty at the end of the connection. */
  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      last = (last << 8) | b;
      if (last == 0x0d0a0d0a) {
        return head.toString(ISO_8859_1);
      }
    }
    return "";
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
