package com.tickiti.attachments.server.blob.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What {@link FaultyS3} makes of the answer to a request. */
@FunctionalInterface
public interface S3Fault {

  /**
   * Answers a request, wrongly or not at all.
   *
   * @param head of the request
   * @param client to be answered
   * @param s3 asks the server; call it, or the request's body stays unread
   */
  void answer(String head, Socket client, Upstream s3) throws IOException;

  /** Asks the server. */
  @FunctionalInterface
  interface Upstream {
    byte[] ask() throws IOException;
  }

  /** The answer as it is. */
  static S3Fault none() {
    return (head, client, s3) -> client.getOutputStream().write(s3.ask());
  }

  /** The answer as it is, after a time. */
  static S3Fault firstByteAfter(Duration delay) {
    return (head, client, s3) -> {
      byte[] answer = s3.ask();
      await(delay);
      client.getOutputStream().write(answer);
    };
  }

  /** Half of the body, and then nothing more for a minute. */
  static S3Fault stallMidBody() {
    return (head, client, s3) -> {
      byte[] answer = s3.ask();
      client.getOutputStream().write(answer, 0, middle(answer));
      await(Duration.ofMinutes(1));
    };
  }

  /** Half of the body, and then the end. */
  static S3Fault cutMidBody() {
    return (head, client, s3) -> {
      byte[] answer = s3.ask();
      client.getOutputStream().write(answer, 0, middle(answer));
      client.close();
    };
  }

  /** The end of the connection, once S3 has done what it was asked. */
  static S3Fault lostAnswer() {
    return (head, client, s3) -> {
      byte[] unused = s3.ask();
      client.close();
    };
  }

  /** The body with one bit turned over. */
  static S3Fault wrongBit() {
    return (head, client, s3) -> {
      byte[] answer = s3.ask();
      answer[middle(answer)] ^= 1;
      client.getOutputStream().write(answer);
    };
  }

  /** A TCP reset in place of an answer. */
  static S3Fault reset() {
    return (head, client, s3) -> {
      client.setSoLinger(true, 0);
      client.close();
    };
  }

  /** An error of S3's. */
  static S3Fault error(int status, String code) {
    return (head, client, s3) -> {
      s3.ask();
      String body =
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code></Error>"
              .formatted(code);
      String answer =
          "HTTP/1.1 %d Fault\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(status, body.length(), body);
      client.getOutputStream().write(answer.getBytes(ISO_8859_1));
    };
  }

  /** This for so many requests, then none. */
  default S3Fault times(int count) {
    AtomicInteger left = new AtomicInteger(count);
    return (head, client, s3) ->
        (left.getAndDecrement() > 0 ? this : none()).answer(head, client, s3);
  }

  /** None for so many requests, then this. */
  default S3Fault after(int count) {
    AtomicInteger left = new AtomicInteger(count);
    return (head, client, s3) ->
        (left.getAndDecrement() > 0 ? none() : this).answer(head, client, s3);
  }

  private static int middle(byte[] answer) {
    String text = new String(answer, ISO_8859_1);
    int body = text.indexOf("\r\n\r\n") + 4;
    return (body + answer.length) / 2;
  }

  private static void await(Duration time) {
    try {
      boolean unused = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
