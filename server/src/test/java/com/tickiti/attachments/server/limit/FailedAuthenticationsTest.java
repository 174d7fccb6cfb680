package com.tickiti.attachments.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import com.tickiti.attachments.server.model.BearerToken;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedAuthenticationsTest {

  private static final InetAddress HOME = InetAddresses.forString("192.0.2.1");
  private static final InetAddress AWAY = InetAddresses.forString("198.51.100.1");
  private static final BearerToken RIGHT = token(14, "right");

  private final AtomicLong now = new AtomicLong();
  private final FailedAuthentications failures = new FailedAuthentications(3, 5, now::get);

  @Test
  void address_afterItsFailures_waitsForTheNextTry() {
    fail(HOME, 3, 1);

    assertThat(failures.delay(HOME, token(99, "x"))).isEqualTo(Duration.ofSeconds(20));
    assertThat(failures.delay(AWAY, token(99, "x"))).isZero();
    now.addAndGet(Duration.ofSeconds(20).toNanos());
    assertThat(failures.delay(HOME, token(99, "x"))).isZero();
  }

  @Test
  void addressOfIpv6_isItsNetwork() {
    for (int i = 1; i <= 3; i++) {
      failures.failed(InetAddresses.forString("2001:db8::" + i), token(i, "x"));
    }

    assertThat(failures.delay(InetAddresses.forString("2001:db8::99"), token(9, "x"))).isPositive();
    assertThat(failures.delay(InetAddresses.forString("2001:db8:0:1::1"), token(9, "x"))).isZero();
  }

  @Test
  void tokenId_hammeredFromManyAddresses_waitsEverywhere() {
    hammerRight();

    assertThat(failures.delay(HOME, token(14, "another guess"))).isPositive();
    assertThat(failures.delay(HOME, token(15, "x"))).isZero();
  }

  @Test
  void owner_whoWasRightLately_neverWaits() {
    failures.succeeded(RIGHT);
    hammerRight();
    fail(HOME, 9, 1);

    assertThat(failures.delay(HOME, RIGHT)).isZero();
    assertThat(failures.delay(AWAY, RIGHT)).isZero();
  }

  @Test
  void guesser_besideAnOwnerWhoWasRight_waitsAllTheSame() {
    failures.succeeded(RIGHT);
    hammerRight();

    assertThat(failures.delay(HOME, token(14, "guess"))).isPositive();
  }

  @Test
  void owner_whoseTokenWasRevoked_isNoLongerExempt() {
    failures.succeeded(RIGHT);
    failures.failed(HOME, RIGHT);
    hammerRight();

    assertThat(failures.delay(HOME, RIGHT)).isPositive();
  }

  @Test
  void owner_whoWasRightLongAgo_isNoLongerExempt() {
    failures.succeeded(RIGHT);
    now.addAndGet(Duration.ofHours(25).toNanos());
    hammerRight();

    assertThat(failures.delay(HOME, RIGHT)).isPositive();
  }

  @Test
  void zero_isNoLimit() {
    FailedAuthentications unlimited = new FailedAuthentications(0, 0, now::get);
    for (int i = 0; i < 1_000; i++) {
      unlimited.failed(HOME, RIGHT);
    }

    assertThat(unlimited.delay(HOME, RIGHT)).isZero();
  }

  private void fail(InetAddress from, int times, long firstId) {
    for (int i = 0; i < times; i++) {
      failures.failed(from, token(firstId + i, "wrong"));
    }
  }

  /** Each guess from another address, so that it is the id that is counted. */
  private void hammerRight() {
    for (int i = 1; i <= 5; i++) {
      failures.failed(InetAddresses.forString("203.0.113." + i), token(14, "guess " + i));
    }
  }

  private static BearerToken token(long id, String secret) {
    return BearerToken.parse("Bearer " + id + "|" + secret.replace(' ', '-')).orElseThrow();
  }
}
