package com.tickiti.attachments.edge;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import com.tickiti.attachments.edge.log.Log;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What TLS is served or dialled with: a certificate chain with its key, and the certificates of
 * those who vouch for peers. Both are read anew when their files change, and at {@link #reload};
 * new connections get what was read last, open ones keep what they began with. Files that cannot be
 * used are reported once and change nothing.
 *
 * <p>The files are compared by content: grpc-java's own refresh wants both files to be newer, and
 * misses a certificate that was renewed for the same key. Thread-safe; the owner closes it.
 */
public final class Certificates implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Certificates.class);

  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofDays(30);
  private static final Duration BETWEEN_WARNINGS = Duration.ofDays(1);

  private final TlsFiles.Named files;
  private final Clock clock;
  private final List<Consumer<Loaded>> users = new ArrayList<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("certificates").build());
  private volatile Loaded current;

  /** What the files held when they were last read, whether or not it could be used. */
  private List<String> decided;

  /** What they held at the last look. */
  private List<String> seen;

  private Instant nextWarning;

  /**
   * Reads the files, and looks at them every five seconds from now on.
   *
   * @throws IllegalArgumentException in one line that begins with an option's name
   */
  public Certificates(TlsFiles.Named files) {
    this(files, PERIOD, Clock.systemUTC());
  }

  Certificates(TlsFiles.Named files, Duration period, Clock clock) {
    this.files = files;
    this.clock = clock;
    decided = files.contents();
    seen = decided;
    current = files.load();
    nextWarning = clock.instant();
    warnBeforeExpiry();
    var unused =
        timer.scheduleWithFixedDelay(
            this::look, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * What was read.
   *
   * @param key of the first certificate in {@code chain}; null where there is none
   * @param chain empty where there is no key
   * @param authorities who vouches for peers; empty where the platform's are asked, or nobody
   */
  public record Loaded(
      @Nullable PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authorities) {

    public Loaded {
      chain = List.copyOf(chain);
      authorities = List.copyOf(authorities);
    }
  }

  /**
   * When the chain expires, which is when its first certificate to expire does; empty without a
   * chain.
   */
  public Optional<Instant> expiry() {
    return ends(current.chain()).min(Comparator.naturalOrder());
  }

  /** Hands what is read to {@code user}, at once and after each change. */
  public synchronized void use(Consumer<Loaded> user) {
    user.accept(current);
    users.add(user);
  }

  /** Reads the files now, as an operator asked. */
  public synchronized void reload() {
    seen = files.contents();
    decide(seen);
  }

  /** For a server, which shows the chain to its clients. */
  TlsProvider forServer() {
    return new Provider(false);
  }

  /** For a client, which trusts the authorities and shows the chain, if there is one. */
  TlsProvider forClient() {
    return new Provider(true);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** Acts on a change once it has been there at two looks, so that no file is half-written. */
  private synchronized void look() {
    List<String> contents = files.contents();
    if (contents.equals(seen) && !contents.equals(decided)) {
      decide(contents);
    }
    seen = contents;
    warnBeforeExpiry();
  }

  private void decide(List<String> contents) {
    decided = contents;
    try {
      Loaded loaded = files.load();
      if (loaded.equals(current)) {
        return;
      }
      current = loaded;
      users.forEach(user -> user.accept(loaded));
      nextWarning = clock.instant();
      LoggerFactory.getLogger(Log.PROGRAM)
          .atInfo()
          .addKeyValue("files", files)
          .addKeyValue("expires", expiry().map(Instant::toString).orElse("-"))
          .log("certificates reloaded");
      warnBeforeExpiry();
    } catch (RuntimeException e) {
      log.error("new certificates cannot be used, the old ones stay: {}", e.getMessage());
    }
  }

  private void warnBeforeExpiry() {
    Instant now = clock.instant();
    if (now.isBefore(nextWarning)) {
      return;
    }
    nextWarning = now.plus(BETWEEN_WARNINGS);
    expiry().ifPresent(end -> warn("the certificate", end, now));
    // One that has expired in a bundle is of no account as long as another may be in use.
    ends(current.authorities())
        .max(Comparator.naturalOrder())
        .ifPresent(end -> warn("the authorities' last certificate", end, now));
  }

  private void warn(String what, Instant end, Instant now) {
    if (Duration.between(now, end).compareTo(SOON) < 0) {
      log.warn("{} of {} {} {}", what, files, end.isBefore(now) ? "expired" : "expires", end);
    }
  }

  private static Stream<Instant> ends(List<X509Certificate> certificates) {
    return certificates.stream().map(certificate -> certificate.getNotAfter().toInstant());
  }

  /** Asked by Armeria for each new connection; it keeps a context for each answer. */
  private final class Provider implements TlsProvider {
    private final boolean trusting;

    Provider(boolean trusting) {
      this.trusting = trusting;
    }

    @Override
    public @Nullable TlsKeyPair keyPair(String hostname) {
      Loaded loaded = current;
      return loaded.key() == null ? null : TlsKeyPair.of(loaded.key(), loaded.chain());
    }

    @Override
    public @Nullable List<X509Certificate> trustedCertificates(String hostname) {
      return trusting ? current.authorities() : null;
    }
  }
}
