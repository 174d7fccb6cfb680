package com.tickiti.attachments.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.LinkClaims;
import com.tickiti.attachments.server.model.SignedLink;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.v1.ErrorReason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a link lets pass, and until when. */
class GateTest {

  private static final long NOW = 1_000_000;
  private static final BearerToken TOKEN = BearerToken.parse("Bearer 14|secret").orElseThrow();
  private static final LinkKey KEY = new LinkKey("k".repeat(32).getBytes(UTF_8));
  private static final TicketKey TICKET = new TicketKey(TicketKey.Kind.NUMBER, 220009L);

  @Test
  void admit_linkToWhatIsAsked_passes() {
    assertThat(
            admit(new LinkClaims(14, 1, 10, false, NOW + 1), Purpose.DOWNLOAD, 10L).ticket().id())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    // ticket, attachment, expires after, purpose, attachment asked for
    "2, 10, 1, DOWNLOAD, 10",
    "1, 11, 1, DOWNLOAD, 10",
    "1, 10, 0, DOWNLOAD, 10",
    "1, 10, -1, DOWNLOAD, 10",
    "1, 10, 1, READ, 10",
    "1, 10, 1, WRITE, 10",
    "1, 10, 1, DOWNLOAD, "
  })
  void admit_linkToAnythingElse_isUnauthenticated(
      long ticket, long attachment, long expiresAfter, Purpose purpose, @Nullable Long asked) {
    LinkClaims claims = new LinkClaims(14, ticket, attachment, false, NOW + expiresAfter);

    assertThat(
            catchThrowableOfType(RefusalException.class, () -> admit(claims, purpose, asked))
                .error()
                .reason())
        .isEqualTo(ErrorReason.ERROR_REASON_UNAUTHENTICATED);
  }

  private static Admission admit(LinkClaims claims, Purpose purpose, @Nullable Long asked) {
    SignedLink link =
        SignedLink.parse("Link " + SignedLink.text(claims, TOKEN, KEY), KEY).orElseThrow();
    AccessMetadata recorded =
        (credential, ticket, attachmentId, cancelled) ->
            new AccessFacts(
                new TokenFacts(
                    14,
                    credential.matches(BearerToken.secretSha256("secret")),
                    true,
                    Set.of("tickets:write"),
                    7,
                    true),
                new TicketFacts(1, true),
                null);
    Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    return new Gate(recorded, false, clock)
        .admit(
            TestCallers.unlimited(link, "gate"),
            new AccessRequest(purpose, TICKET, asked, Map.of()));
  }
}
