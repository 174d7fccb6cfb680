package com.tickiti.attachments.server.limit;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.tickiti.attachments.server.model.Credential;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts failed authentications by client address and by token id, and says who has to wait before
 * the database is asked again. A token that was right lately, secret and all, is nobody's guess and
 * never has to wait: whoever hammers its id, from wherever, does not lock its owner out.
 *
 * <p>Calls that run at the same time are all let through before the first has failed; there are no
 * more of those than the service has threads. Thread-safe.
 */
public final class FailedAuthentications {

  private static final int MAX_KEYS = 20_000;
  private static final Duration LATELY = Duration.ofHours(24);

  private final @Nullable TokenBuckets byAddress;
  private final @Nullable TokenBuckets byToken;
  private final Cache<Credential, Boolean> recentlyAccepted;

  /**
   * Nothing has failed yet.
   *
   * @param perAddress how many a minute one address may have, and at once; 0 for any number
   * @param perToken likewise for one token id
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  public FailedAuthentications(int perAddress, int perToken, LongSupplier nanoTime) {
    byAddress = buckets(perAddress, nanoTime);
    byToken = buckets(perToken, nanoTime);
    recentlyAccepted =
        CacheBuilder.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfterAccess(LATELY)
            .ticker(ticker(nanoTime))
            .build();
  }

  /** How long a caller has to wait before this token may be looked up; zero where not at all. */
  public Duration delay(InetAddress client, Credential credential) {
    if ((byAddress == null && byToken == null)
        || recentlyAccepted.getIfPresent(credential) != null) {
      return Duration.ZERO;
    }
    Duration address = delay(byAddress, AddressKey.of(client));
    Duration id = delay(byToken, credential.id());
    return address.compareTo(id) > 0 ? address : id;
  }

  /** The token was not a valid one. */
  public void failed(InetAddress client, Credential credential) {
    recentlyAccepted.invalidate(credential);
    if (byAddress != null) {
      var unused = byAddress.take(AddressKey.of(client));
    }
    if (byToken != null) {
      var unused = byToken.take(credential.id());
    }
  }

  /** The token was a valid one. */
  public void succeeded(Credential credential) {
    if (recentlyAccepted.getIfPresent(credential) == null) {
      recentlyAccepted.put(credential, true);
    }
  }

  private static Duration delay(@Nullable TokenBuckets buckets, long key) {
    return buckets == null ? Duration.ZERO : buckets.look(key).untilNext();
  }

  private static @Nullable TokenBuckets buckets(int perMinute, LongSupplier nanoTime) {
    return perMinute == 0
        ? null
        : new TokenBuckets(perMinute, perMinute / 60.0, MAX_KEYS, nanoTime);
  }

  private static Ticker ticker(LongSupplier nanoTime) {
    return new Ticker() {
      @Override
      public long read() {
        return nanoTime.getAsLong();
      }
    };
  }
}
