package com.tickiti.attachments.server.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.contract.GrpcCaller;
import com.tickiti.attachments.server.fault.CorruptibleHelpdesk;
import com.tickiti.attachments.server.fault.CorruptibleHelpdesk.Store;
import com.tickiti.attachments.server.fault.CorruptibleHelpdesk.Stored;
import com.tickiti.attachments.server.fault.Corruption;
import com.tickiti.attachments.server.harness.Delivery;
import com.tickiti.attachments.server.harness.Delivery.Part;
import com.tickiti.attachments.server.harness.TrustRun;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Stored bytes go bad, on a disk and in a bucket, one corruption at a time: each is noticed by
 * whoever asks for the bytes, over JSON and gRPC, as a whole and in part, and no wrong byte reaches
 * anyone; mended, all is as before.
 */
@Tag("trust")
class CorruptionSweepIT {

  /** Around the ends of the first pieces, and the usual. */
  private static final int[] SIZES = {1, 100, 49_152, 49_153, 98_304, 100_000, 300_000};

  private static final int PIECE_BYTES = 49_152;
  private static final long CACHE_BYTES = 64 << 20;

  @TempDir private Path directory;
  private final long seed = TrustRun.seed();
  private final Random random = new Random(seed);
  private final Instant start = Instant.now();
  private final List<String> unnoticed = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  @ParameterizedTest
  @EnumSource
  void storedBytes_goneBad_areNoticedByWhoeverAsksForThem(Store store) throws Exception {
    int tried = 0;
    try (CorruptibleHelpdesk helpdesk = new CorruptibleHelpdesk(store, directory, 0, random);
        GrpcCaller grpc = new GrpcCaller(helpdesk.grpcTarget())) {
      List<Stored> contents = new ArrayList<>();
      for (int size : SIZES) {
        contents.add(helpdesk.attach(size));
      }
      for (Corruption corruption : Corruption.values()) {
        for (int i = 0; i < count(corruption); i++) {
          Stored content = contents.get(random.nextInt(contents.size()));
          int at = random.nextInt(content.bytes.length);
          content.replaceBy(corruption.of(content.bytes, at, random));
          expectNotice(helpdesk.httpUri(), grpc, content, around(at), corruption + " at " + at);
          content.mend();
          tried++;
        }
      }
      for (Stored content : contents) {
        expectWhole(helpdesk.httpUri(), content, "mended");
      }
    }
    report("corruptions of stored bytes, " + store, tried);
  }

  @ParameterizedTest
  @EnumSource
  void cachedBytes_goneBadInTheStore_areNoticedOnceTheCacheIsGone(Store store) throws Exception {
    int count = TrustRun.count(5, 100);
    try (CorruptibleHelpdesk helpdesk =
        new CorruptibleHelpdesk(store, directory, CACHE_BYTES, random)) {
      List<Stored> contents = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Stored content = helpdesk.attach(SIZES[i % SIZES.length] + i);
        contents.add(content);
        expectWhole(helpdesk.httpUri(), content, "first");
        // Kept when asked for the second time.
        expectWhole(helpdesk.httpUri(), content, "second");
        int at = random.nextInt(content.bytes.length);
        content.replaceBy(Corruption.FLIPPED.of(content.bytes, at, random));
        expectWhole(helpdesk.httpUri(), content, "cached");
      }
      try (AttachmentServer fresh = AttachmentServer.start(helpdesk.config());
          GrpcCaller grpc = new GrpcCaller(fresh.grpcTarget())) {
        for (Stored content : contents) {
          Part whole = new Part(0, content.bytes.length);
          expectNotice(fresh.httpUri(), grpc, content, whole, "the cache is gone");
          content.mend();
          expectWhole(fresh.httpUri(), content, "mended");
        }
      }
    }
    report("corruptions behind a cache, " + store, count);
  }

  @ParameterizedTest
  @EnumSource
  void pieceDigests_goneBadInTheDatabase_areNoticedByWhoeverAsksForThePiece(Store store)
      throws Exception {
    int count = TrustRun.count(6, 100);
    try (CorruptibleHelpdesk helpdesk = new CorruptibleHelpdesk(store, directory, 0, random);
        GrpcCaller grpc = new GrpcCaller(helpdesk.grpcTarget())) {
      for (int i = 0; i < count; i++) {
        Stored content = helpdesk.attach(2 * PIECE_BYTES + 2_000 + i);
        int piece = random.nextInt(3);
        int bit = piece * 256 + random.nextInt(256);
        Part within =
            new Part(piece * PIECE_BYTES + random.nextInt(1_000), 1 + random.nextInt(500));
        helpdesk.flipRecorded(content, bit);
        expectNotice(helpdesk.httpUri(), grpc, content, within, "recorded bit " + bit);
        helpdesk.flipRecorded(content, bit);
        expectWhole(helpdesk.httpUri(), content, "mended");
      }
    }
    report("corruptions of recorded piece digests, " + store, count);
  }

  /** Both stores together: 1,000 flips, 1,000 truncations, and some of each other kind. */
  private static int count(Corruption corruption) {
    return corruption == Corruption.FLIPPED || corruption == Corruption.TRUNCATED
        ? TrustRun.count(12, 500)
        : TrustRun.count(2, 50);
  }

  /** A part with a byte in it. */
  private Part around(int at) {
    int before = random.nextInt(Math.min(at, 60_000) + 1);
    return new Part(at - before, before + 1 + random.nextInt(60_000));
  }

  /** One of the two APIs is asked for the whole, the other for the part. */
  private void expectNotice(String httpUri, GrpcCaller grpc, Stored content, Part part, String what)
      throws Exception {
    byte[] whole = content.bytes;
    boolean wholeByJson = random.nextBoolean();
    Delivery json =
        wholeByJson
            ? Delivery.byJson(httpUri, content.id)
            : Delivery.byJson(httpUri, content.id, part);
    Delivery rpc =
        Delivery.byGrpc(grpc, content.id, wholeByJson ? Optional.of(part) : Optional.empty());
    String description =
        "%s of %d bytes, %s: %s; %s".formatted(what, whole.length, part, json, rpc);
    if (json.complete() || rpc.complete()) {
      unnoticed.add(description);
    }
    if (json.isWrong(wholeByJson ? whole : part.of(whole))
        || rpc.isWrong(wholeByJson ? part.of(whole) : whole)) {
      wrong.add(description);
    }
  }

  private void expectWhole(String httpUri, Stored content, String when) throws Exception {
    Delivery delivery = Delivery.byJson(httpUri, content.id);
    assertThat(delivery.complete()).as("%s, seed %d: %s", when, seed, delivery).isTrue();
    assertThat(delivery.content()).as("%s, seed %d", when, seed).isEqualTo(content.bytes);
  }

  private void report(String check, int tried) {
    TrustRun.report(
        check,
        tried,
        "%,d caught, %d with a wrong byte".formatted(tried - unnoticed.size(), wrong.size()),
        "all, 0",
        seed,
        Duration.between(start, Instant.now()));
    assertThat(wrong).as("wrong bytes, seed %d", seed).isEmpty();
    assertThat(unnoticed).as("unnoticed, seed %d", seed).isEmpty();
  }
}
