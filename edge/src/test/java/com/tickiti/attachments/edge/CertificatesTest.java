package com.tickiti.attachments.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.tickiti.attachments.edge.Certificates.Loaded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CertificatesTest {

  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir private static Path made;
  private static TestCertificate first;
  private static TestCertificate second;
  private static TestCertificate shortLived;

  @TempDir private Path directory;
  private Path chain;
  private Path key;
  private final BlockingQueue<Loaded> used = new LinkedBlockingQueue<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Certificates.class);

  @BeforeAll
  static void make() throws Exception {
    first = TestCertificate.create(made, "first", 90);
    second = TestCertificate.create(made, "second", 90);
    shortLived = TestCertificate.create(made, "short", 10);
  }

  @BeforeEach
  void put() throws Exception {
    chain = directory.resolve("tls.crt");
    key = directory.resolve("tls.key");
    put(first);
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.WARN);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  @Test
  void newFiles_areUsedWithoutBeingAskedFor() throws Exception {
    try (Certificates certificates = open(Duration.ofMillis(20))) {
      assertThat(subject(used.take())).isEqualTo("CN=first");

      put(second);

      Loaded next = used.poll(20, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      assertThat(subject(next)).isEqualTo("CN=second");
      assertThat(certificates.forServer().keyPair("any").certificateChain())
          .isEqualTo(next.chain());
    }
  }

  @Test
  void filesThatCannotBeUsed_areReportedInOneLine_andTheOldOnesStay() throws Exception {
    try (Certificates certificates = open(NEVER)) {
      Loaded before = used.take();
      Files.copy(second.chain(), chain, StandardCopyOption.REPLACE_EXISTING);

      certificates.reload();

      assertThat(errors())
          .singleElement()
          .asString()
          .startsWith("new certificates cannot be used, the old ones stay: --tls-key: " + key)
          .doesNotContain("\n");
      assertThat(certificates.expiry()).hasValue(end(before));
      assertThat(used).isEmpty();

      Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
      certificates.reload();
      assertThat(subject(used.take())).isEqualTo("CN=second");
    }
  }

  @Test
  void filesThatAreAwayForAWhile_changeNothing() throws Exception {
    try (Certificates certificates = open(NEVER)) {
      used.take();
      Files.delete(chain);
      certificates.reload();
      put(first);
      certificates.reload();

      assertThat(errors()).singleElement().asString().contains("--tls-cert: cannot read ");
      assertThat(used).isEmpty();
    }
  }

  @Test
  void expiry_isWarnedOfThirtyDaysBefore() throws Exception {
    try (Certificates certificates = open(NEVER)) {
      assertThat(log.list).isEmpty();

      put(shortLived);
      certificates.reload();

      assertThat(log.list).singleElement().asString().contains("WARN", "expires ");
    }
    log.list.clear();
    put(first);
    Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(91)), ZoneOffset.UTC);
    try (Certificates certificates = new Certificates(files(), NEVER, later)) {
      assertThat(log.list).singleElement().asString().contains("WARN", "expired ");
      assertThat(certificates.expiry()).isPresent();
    }
  }

  private Certificates open(Duration period) {
    Certificates certificates = new Certificates(files(), period, Clock.systemUTC());
    certificates.use(used::add);
    return certificates;
  }

  private TlsFiles.Named files() {
    return new TlsFiles.Named(
        new TlsFiles.File("--tls-cert", chain), new TlsFiles.File("--tls-key", key), null);
  }

  private void put(TestCertificate certificate) throws Exception {
    Files.copy(certificate.chain(), chain, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(certificate.key(), key, StandardCopyOption.REPLACE_EXISTING);
  }

  private List<String> errors() {
    return log.list.stream()
        .filter(event -> event.getLevel() == Level.ERROR)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static String subject(Loaded loaded) {
    return loaded.chain().get(0).getSubjectX500Principal().getName();
  }

  private static Instant end(Loaded loaded) {
    X509Certificate certificate = loaded.chain().get(0);
    return certificate.getNotAfter().toInstant();
  }
}
