package com.tickiti.attachments.server.trust;

import static com.tickiti.attachments.server.attack.Mutations.latin;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.attack.Findings;
import com.tickiti.attachments.server.attack.Http2Attack;
import com.tickiti.attachments.server.attack.Http2Frames;
import com.tickiti.attachments.server.attack.Mutations;
import com.tickiti.attachments.server.attack.RawSockets;
import com.tickiti.attachments.server.contract.GrpcCaller;
import com.tickiti.attachments.server.harness.GuardedServer;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile frames, messages and metadata against the gRPC port. */
@Tag("trust")
class HostileGrpcIT {

  private static final List<String> METHODS =
      List.of("GetAttachment", "ListAttachments", "DownloadAttachment", "UploadAttachment", "None");

  @TempDir private Path directory;

  @Test
  void hostileCalls_areAnsweredOrCut_andLeakNothing() throws Exception {
    long seed = TrustRun.seed();
    Instant start = Instant.now();
    Instant deadline = start.plusSeconds(TrustRun.count(30, 60));
    int goal = TrustRun.count(1_000, 100_000);
    Findings findings = new Findings();
    try (GuardedServer server = GuardedServer.start(directory);
        RawSockets sockets =
            new RawSockets(server.grpc(), GuardedServer.LONGEST_LIMIT.plusSeconds(2))) {
      sockets.run(
          new Iterator<>() {
            private long number;

            @Override
            public boolean hasNext() {
              return findings.tried() < goal && Instant.now().isBefore(deadline);
            }

            @Override
            public RawSockets.Exchange next() {
              return new HostileCalls(seed, ++number, server.token(), findings);
            }
          },
          8);
      long leaks = server.leaks();
      TrustRun.report(
          "hostile gRPC calls",
          findings.tried(),
          findings.faultCount() + " faults, " + leaks + " leaks",
          "0",
          seed,
          Duration.between(start, Instant.now()));

      assertThat(findings.faults()).as("seed %d", seed).isEmpty();
      assertThat(leaks).isZero();
      assertThat(server.errorsLogged()).as("seed %d", seed).isEmpty();
      assertThat(server.linesLogged()).as("seed %d", seed).isLessThanOrEqualTo(findings.tried());
      try (GrpcCaller caller = new GrpcCaller(server.grpcTarget())) {
        assertThat(
                caller
                    .as(server.token())
                    .getAttachment(
                        GetAttachmentRequest.newBuilder()
                            .setTicketNumber("220009")
                            .setResponseAttachmentId("14494")
                            .build())
                    .getAttachment()
                    .getFileSize())
            .isEqualTo(1_196_962);
      }
    }
  }

  /** One connection: calls with spoilt messages, a frame attack, and a ping that asks for life. */
  private static final class HostileCalls implements RawSockets.Exchange {
    private static final int CALLS = 8;
    private static final byte[] LAST_PING = latin("the last");

    private final Findings findings;
    private final long number;
    private final Http2Attack attack;
    private final byte[] bytes;
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private int ended;
    private boolean pinged;

    HostileCalls(long seed, long number, String token, Findings findings) {
      this.findings = findings;
      this.number = number;
      Random random = new Random(seed * 1_000_003 + number);
      this.attack = Http2Attack.any(random);
      Http2Frames frames = new Http2Frames().preface();
      Mutations mutations = new Mutations(random);
      for (int i = 0; i < CALLS; i++) {
        frames.headers(2 * i + 1, false, head(random, token));
        frames.data(2 * i + 1, framed(mutations.of(message())));
      }
      attack.add(frames, 2 * CALLS + 1, head(random, token), random);
      this.bytes = frames.frame(Http2Frames.PING, 0, 0, LAST_PING).bytes();
    }

    private static byte[] head(Random random, String token) {
      String large = random.nextInt(20) == 0 ? "a".repeat(10_000) : "a";
      return Http2Frames.block(
          ":method",
          "POST",
          ":scheme",
          "http",
          ":authority",
          "a",
          ":path",
          "/tickiti.attachments.v1.AttachmentService/"
              + METHODS.get(random.nextInt(METHODS.size())),
          "content-type",
          random.nextInt(20) == 0 ? "text/plain" : "application/grpc",
          "te",
          "trailers",
          "grpc-timeout",
          random.nextInt(20) == 0 ? "soon" : "5S",
          "x-large-bin",
          large,
          "authorization",
          "Bearer " + token);
    }

    private static byte[] message() {
      return DownloadAttachmentRequest.newBuilder()
          .setTicketNumber("220009")
          .setResponseAttachmentId("14497")
          .build()
          .toByteArray();
    }

    private static byte[] framed(byte[] message) {
      return ByteBuffer.allocate(5 + message.length)
          .put((byte) 0)
          .putInt(message.length)
          .put(message)
          .array();
    }

    @Override
    public byte[] toSend() {
      return bytes;
    }

    @Override
    public boolean receive(ByteBuffer arrived) {
      byte[] more = new byte[arrived.remaining()];
      arrived.get(more);
      unread.writeBytes(more);
      ByteBuffer frames = ByteBuffer.wrap(unread.toByteArray());
      while (frames.remaining() >= 9
          && frames.remaining() >= 9 + (frames.getInt(frames.position()) >>> 8)) {
        frame(frames);
      }
      unread.reset();
      unread.write(frames.array(), frames.position(), frames.remaining());
      return ended >= CALLS && pinged;
    }

    private void frame(ByteBuffer frames) {
      int length = frames.getInt(frames.position()) >>> 8;
      int type = frames.get(frames.position() + 3);
      int flags = frames.get(frames.position() + 4);
      boolean last = type == Http2Frames.RST_STREAM;
      if (type == Http2Frames.HEADERS || type == Http2Frames.DATA) {
        last = (flags & Http2Frames.END_STREAM) != 0;
      }
      if (last) {
        ended++;
        findings.outcome("gRPC answered or reset");
      }
      pinged |=
          type == Http2Frames.PING
              && frames.slice(frames.position() + 9, length).equals(ByteBuffer.wrap(LAST_PING));
      frames.position(frames.position() + 9 + length);
    }

    @Override
    public void closed() {
      findings.outcome("gRPC cut");
    }

    @Override
    public void hung() {
      findings.fault(
          "neither answered nor closed: connection "
              + number
              + " ["
              + attack
              + "], "
              + ended
              + " of "
              + CALLS
              + " calls ended");
    }
  }
}
