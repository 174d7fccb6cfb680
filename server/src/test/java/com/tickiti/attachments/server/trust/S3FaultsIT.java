package com.tickiti.attachments.server.trust;

import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.s3.FaultyS3;
import com.tickiti.attachments.server.blob.s3.S3BlobStore;
import com.tickiti.attachments.server.blob.s3.S3Fault;
import com.tickiti.attachments.server.blob.s3.S3Location;
import com.tickiti.attachments.server.blob.s3.S3Server;
import com.tickiti.attachments.server.contract.GrpcCaller;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.harness.Await;
import com.tickiti.attachments.server.harness.Delivery;
import com.tickiti.attachments.server.harness.FreePort;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.settings.ServerConfig;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What callers see while S3 is slow, broken, wrong or away: one fault a method, injected between
 * the system and a real S3 server.
 */
@Tag("trust")
class S3FaultsIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** Two tries that time out, and some time for everything else on a busy machine. */
  private static final Duration BOUND = TIMEOUT.multipliedBy(2).plusSeconds(3);

  private static final int MAX_TRIES = 3;
  private static final byte[] CONTENT = new byte[600_000];
  private static final long ID = 10;

  @TempDir private static Path directory;
  private static final String BUCKET = S3Server.newBucketName();
  private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
  private static FaultyS3 s3;
  private static TestHelpdesk helpdesk;
  private static JsonCaller caller;

  @BeforeAll
  static void arrange() throws IOException {
    new Random(1).nextBytes(CONTENT);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    LOG.setContext(context);
    LOG.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(LOG);
    S3Server.create(BUCKET);
    s3 = new FaultyS3();
    helpdesk = new TestHelpdesk(directory, options(BUCKET, "--cache-bytes=0"));
    helpdesk.attach(ID, "a.zip", CONTENT);
    caller = new JsonCaller(helpdesk.server().httpUri());
  }

  @AfterAll
  static void close() throws IOException {
    helpdesk.close();
    s3.close();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(LOG);
    assertThat(LOG.list)
        .isNotEmpty()
        .noneMatch(event -> event.getFormattedMessage().contains("secret-of-the-tests"));
  }

  @AfterEach
  void mend() throws Exception {
    s3.set(S3Fault.none());
    awaitReadiness(caller, 200);
    assertThat(download()).matches(Delivery::complete);
  }

  @Test
  void firstByteLateButInTime_isDelivered() throws Exception {
    s3.set(S3Fault.firstByteAfter(TIMEOUT.dividedBy(5)));
    assertThat(download()).matches(Delivery::complete);
  }

  @Test
  void firstByteTooLate_isUnavailableInBoundedTime() throws Exception {
    s3.set(S3Fault.firstByteAfter(TIMEOUT.multipliedBy(60)));
    expectUnavailable();
  }

  @Test
  void stallInTheFirstBody_isUnavailableInBoundedTime() throws Exception {
    s3.set(S3Fault.stallMidBody());
    expectUnavailable();
  }

  @Test
  void stallFurtherOn_cutsTheAnswerInBoundedTime() throws Exception {
    s3.set(S3Fault.stallMidBody().after(2));
    long start = System.nanoTime();
    expectCut(download());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
  }

  @Test
  void errors5xx_areRetriedAndDelivered() throws Exception {
    s3.set(S3Fault.error(500, "InternalError").times(MAX_TRIES - 1));
    assertThat(download()).matches(Delivery::complete);
  }

  @Test
  void errors5xx_thatStay_areUnavailableAfterBoundedTries() throws Exception {
    s3.set(S3Fault.error(500, "InternalError"));
    expectUnavailable();
    assertThat(s3.requests()).isEqualTo(MAX_TRIES);
  }

  @Test
  void throttling_isRetriedSlowlyAndDelivered() throws Exception {
    s3.set(S3Fault.error(503, "SlowDown").times(1));
    assertThat(download()).matches(Delivery::complete);
  }

  @Test
  void throttling_thatStays_isUnavailableAfterBoundedTries() throws Exception {
    s3.set(S3Fault.error(503, "SlowDown"));
    expectUnavailable();
    assertThat(s3.requests()).isBetween(2, MAX_TRIES);
  }

  @Test
  void shortBody_isReadAgain() throws Exception {
    s3.set(S3Fault.cutMidBody().times(1));
    assertThat(download()).matches(Delivery::complete);
    s3.set(S3Fault.cutMidBody().times(1).after(2));
    assertThat(download()).matches(Delivery::complete);
  }

  @Test
  void shortBodies_areUnavailableOrCut() throws Exception {
    s3.set(S3Fault.cutMidBody());
    expectUnavailable();
    assertThat(s3.requests()).isEqualTo(MAX_TRIES);
    s3.set(S3Fault.cutMidBody().after(2));
    expectCut(download());
  }

  @Test
  void wrongBytes_areDataLossAndNeverDelivered() throws Exception {
    s3.set(S3Fault.wrongBit());
    Delivery delivery = download();
    assertThat(delivery.error()).isEqualTo("internal");
    assertThat(delivery.content()).isEmpty();
    assertThat(LOG.list)
        .anyMatch(event -> event.getFormattedMessage().contains("data loss: blob "));

    s3.set(S3Fault.wrongBit().after(2));
    expectCut(download());
  }

  @Test
  void connectionsReset_areUnavailable() throws Exception {
    s3.set(S3Fault.reset());
    expectUnavailable();
  }

  @Test
  void connectionsRefused_areUnavailableUntilS3IsBack() throws Exception {
    s3.refuse();
    expectUnavailable();
    awaitReadiness(caller, 503);
    s3.listen();
    awaitReadiness(caller, 200);
    assertThat(download()).matches(Delivery::complete);
  }

  @Test
  void wrongCredentials_areUnavailableUntilTheyAreRight() throws Exception {
    String right = System.setProperty(S3Server.SECRET_PROPERTY, "of-someone-else");
    try {
      expectUnavailable();
      awaitReadiness(caller, 503);
    } finally {
      System.setProperty(S3Server.SECRET_PROPERTY, right);
    }
    awaitReadiness(caller, 200);
    assertThat(download()).matches(Delivery::complete);
  }

  @Test
  void bucketMissingAtTheStart_isNotReadyUntilItIsThere() throws Exception {
    String bucket = S3Server.newBucketName();
    ServerConfig config = config(bucket, FreePort.find(), FreePort.find());
    JsonCaller other = new JsonCaller("http://127.0.0.1:" + config.listen().http().httpPort());
    CompletableFuture<AttachmentServer> started =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return AttachmentServer.start(config);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    awaitReadiness(other, 503);
    assertThat(other.post(TestHelpdesk.READER, request()).error()).isEqualTo("unavailable");
    assertThat(started).isNotDone();

    S3Server.create(bucket);
    assertThat(other.post(TestHelpdesk.READER, request()).error())
        .as("what is empty is not this database's store")
        .isEqualTo("unavailable");
    copy(S3Server.directory(BUCKET), S3Server.directory(bucket));

    try (AttachmentServer server = started.get(20, TimeUnit.SECONDS)) {
      awaitReadiness(other, 200);
      assertThat(server.httpUri()).endsWith(":" + config.listen().http().httpPort());
      assertThat(other.post(TestHelpdesk.READER, request()).content()).isEqualTo(CONTENT);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths.skip(1)::iterator) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  @Test
  void upload_thatS3Refuses_leavesNothing() throws Exception {
    s3.set(S3Fault.error(500, "InternalError"));
    expectUploadUnavailable(new byte[] {1, 2, 3});
  }

  @Test
  void upload_whoseAnswerIsLost_isNotAcknowledgedAndMayBeRepeated() throws Exception {
    byte[] content = {4, 5, 6};
    s3.set(S3Fault.lostAnswer().times(MAX_TRIES));
    expectUploadUnavailable(content);
    assertThat(upload(content)).isNotEmpty();
    assertNoTemporaryFiles();
  }

  @Test
  void upload_ofWhatASweepIsRemoving_isStoredOnceMore() throws Exception {
    byte[] content = {7, 8, 9};
    Digest digest = Digest.of(Digest.sha256().digest(content));
    CompletableFuture<String> id = new CompletableFuture<>();
    try (BlobStore blobs = new S3BlobStore(location(BUCKET));
        Database database = new Database(helpdesk.database().config())) {
      blobs.put(digest, Files.write(directory.resolve("orphan"), content));

      List<Digest> removed =
          new Administration(database)
              .deleteUnreferenced(
                  List.of(digest),
                  orphan -> {
                    id.completeAsync(() -> uploadUnchecked(content));
                    return deletedOnceAnUploadWaits(blobs, orphan);
                  });

      assertThat(removed).containsExactly(digest);
      Delivery delivery =
          Delivery.byJson(
              helpdesk.server().httpUri(), Long.parseLong(id.get(10, TimeUnit.SECONDS)));
      assertThat(delivery.complete()).isTrue();
      assertThat(delivery.content()).isEqualTo(content);
    }
  }

  /** An upload that waits to be recorded has stored its content. */
  private static boolean deletedOnceAnUploadWaits(BlobStore blobs, Digest digest) {
    DSLContext sql = helpdesk.database().sql();
    try {
      Await.until(
          "an upload that waits",
          Duration.ofSeconds(10),
          () -> sql.fetchExists(sql.selectFrom("pg_locks").where("NOT granted")));
      return blobs.deleteStoredBefore(digest, Instant.now().plusSeconds(60));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String uploadUnchecked(byte[] content) {
    try {
      return upload(content);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void expectUploadUnavailable(byte[] content) throws Exception {
    int before = attachments();
    StatusException refusal = catchThrowableOfType(StatusException.class, () -> upload(content));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(s3.requests()).isEqualTo(MAX_TRIES);
    assertThat(attachments()).isEqualTo(before);
    assertNoTemporaryFiles();
  }

  private static void assertNoTemporaryFiles() throws IOException {
    try (Stream<Path> temporary = Files.list(directory.resolve("blobs/tmp"))) {
      assertThat(temporary).isEmpty();
    }
  }

  private static int attachments() {
    DSLContext sql = helpdesk.database().sql();
    return sql.fetchCount(sql.selectFrom("response_attachments"));
  }

  private static String upload(byte[] content) throws Exception {
    try (GrpcCaller grpc = new GrpcCaller(helpdesk.server().grpcTarget())) {
      UploadHeader header =
          UploadHeader.newBuilder()
              .setTicketNumber("220009")
              .setResponseId("42")
              .setName("new.zip")
              .build();
      return grpc.upload(WRITER, header, content).getAttachment().getId();
    }
  }

  private static Delivery download() throws Exception {
    Delivery delivery = Delivery.byJson(helpdesk.server().httpUri(), ID);
    assertThat(delivery.isWrong(CONTENT)).isFalse();
    return delivery;
  }

  private static void expectUnavailable() throws Exception {
    long start = System.nanoTime();
    Delivery delivery = download();
    assertThat(delivery.error()).isEqualTo("unavailable");
    assertThat(delivery.retryAfter()).isPresent();
    assertThat(delivery.content()).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
  }

  private static void expectCut(Delivery delivery) {
    assertThat(delivery.complete()).isFalse();
    assertThat(delivery.content()).hasSizeBetween(1, CONTENT.length - 1);
  }

  private static void awaitReadiness(JsonCaller asked, int status) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (readiness(asked) != status) {
      assertThat(System.nanoTime()).as("no /readyz of %d in time", status).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** 0 while nobody listens. */
  private static int readiness(JsonCaller asked) throws InterruptedException {
    try {
      return asked.send("GET", "/readyz").status();
    } catch (IOException e) {
      return 0;
    }
  }

  private static String request() {
    return "{\"ticket_number\":220009,\"response_attachment_id\":%d}".formatted(ID);
  }

  private static S3Location location(String bucket) {
    return S3Server.location(bucket, s3.port(), TIMEOUT);
  }

  private static String[] options(String bucket, String... more) {
    return Stream.concat(S3Server.options(location(bucket)).stream(), Stream.of(more))
        .toArray(String[]::new);
  }

  private static ServerConfig config(String bucket, int httpPort, int grpcPort) {
    List<String> options = new ArrayList<>(helpdesk.database().options());
    options.add("--data-dir=" + helpdesk.config().data().directory());
    options.add("--http-port=" + httpPort);
    options.add("--grpc-port=" + grpcPort);
    options.addAll(List.of(options(bucket)));
    return Settings.of(ServerConfig.class, options.toArray(String[]::new));
  }
}
