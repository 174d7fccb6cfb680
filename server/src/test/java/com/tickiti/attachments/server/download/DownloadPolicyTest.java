package com.tickiti.attachments.server.download;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.access.AccessFacts;
import com.tickiti.attachments.server.access.AccessPolicy;
import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.AttachmentFacts.BlobFacts;
import com.tickiti.attachments.server.access.Purpose;
import com.tickiti.attachments.server.access.TicketFacts;
import com.tickiti.attachments.server.access.TokenFacts;
import com.tickiti.attachments.server.audit.AuditRecord.Grounds;
import com.tickiti.attachments.server.download.DownloadDecision.Refuse;
import com.tickiti.attachments.server.download.DownloadDecision.Serve;
import com.tickiti.attachments.server.model.ByteRange;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.ServedRange;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.v1.ErrorReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DownloadPolicyTest {

  /** Everything that can be wrong with a download, in the order of the checks. */
  enum Fault {
    NO_SUCH_TOKEN(ErrorReason.ERROR_REASON_UNAUTHENTICATED),
    WRONG_SECRET(ErrorReason.ERROR_REASON_UNAUTHENTICATED),
    EXPIRED_OR_REVOKED(ErrorReason.ERROR_REASON_UNAUTHENTICATED),
    NO_ABILITY(ErrorReason.ERROR_REASON_FORBIDDEN),
    NOT_STAFF(ErrorReason.ERROR_REASON_FORBIDDEN),
    MALFORMED_REQUEST(ErrorReason.ERROR_REASON_VALIDATION_FAILED),
    NO_SUCH_TICKET(ErrorReason.ERROR_REASON_NOT_FOUND),
    QUEUE_HIDDEN(ErrorReason.ERROR_REASON_FORBIDDEN),
    NO_SUCH_ATTACHMENT(ErrorReason.ERROR_REASON_NOT_FOUND),
    BLOCKED_BY_NAME(ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED),
    BLOCKED_BY_CONTENT(ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED),
    NOT_REVIEWED(ErrorReason.ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED),
    TOO_LARGE(ErrorReason.ERROR_REASON_ATTACHMENT_TOO_LARGE);

    final ErrorReason reason;

    Fault(ErrorReason reason) {
      this.reason = reason;
    }
  }

  static Stream<Arguments> pairs() {
    return Stream.of(Fault.values())
        .flatMap(
            first ->
                Stream.of(Fault.values())
                    .filter(second -> second.compareTo(first) > 0)
                    .map(second -> Arguments.of(first, second)));
  }

  @ParameterizedTest
  @EnumSource
  void decide_oneFault_refusesForIt(Fault fault) {
    assertThat(refusal(new Scenario().with(fault)).reason()).isEqualTo(fault.reason);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void decide_twoFaults_refusesForTheEarlier(Fault first, Fault second) {
    AttachmentError alone = refusal(new Scenario().with(first));

    assertThat(refusal(new Scenario().with(second).with(first))).isEqualTo(alone);
  }

  @Test
  void decide_everyFault_refusesForTheFirst() {
    Scenario scenario = new Scenario();
    Stream.of(Fault.values()).forEach(scenario::with);

    assertThat(refusal(scenario).reason()).isEqualTo(ErrorReason.ERROR_REASON_UNAUTHENTICATED);
  }

  @Test
  void decide_noFault_servesTheWhole() {
    Scenario scenario = new Scenario();

    assertThat(scenario.decide())
        .isEqualTo(
            new Serve(
                scenario.attachment(), new BlobFacts(10, "text/plain"), ServedRange.whole(10)));
  }

  @Test
  void decide_anySize_liftsTheLimitOfAWhole() {
    Scenario scenario = new Scenario().with(Fault.TOO_LARGE);
    scenario.anySize = true;

    assertThat(scenario.decide())
        .isEqualTo(
            new Serve(
                scenario.attachment(),
                new BlobFacts(26_214_401, "application/zip"),
                ServedRange.whole(26_214_401)));
  }

  @ParameterizedTest
  @CsvSource({
    "tickets:read, true",
    "tickets:write, true",
    "tickets:delete, false",
    "TICKETS:READ, false",
    "*, false"
  })
  void decide_ability_writeImpliesRead(String ability, boolean served) {
    Scenario scenario = new Scenario();
    scenario.abilities = Set.of(ability);

    assertThat(scenario.decide() instanceof Serve).isEqualTo(served);
  }

  /** What the rules for the name and for the detected type, inline and the intent come to. */
  @ParameterizedTest
  @CsvSource({
    // name rule, detected rule, inline, confirmed, refusal
    "ALLOWED, ,        false, false, ",
    "ALLOWED, ALLOWED, false, false, ",
    "ALLOWED, REVIEW,  false, false, ",
    "ALLOWED, BLOCKED, false, false, ERROR_REASON_ATTACHMENT_BLOCKED",
    "ALLOWED, BLOCKED, false, true,  ERROR_REASON_ATTACHMENT_BLOCKED",
    "REVIEW,  ALLOWED, false, false, ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED",
    "REVIEW,  ALLOWED, false, true,  ",
    "REVIEW,  BLOCKED, false, true,  ERROR_REASON_ATTACHMENT_BLOCKED",
    ",        ,        false, false, ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED",
    ",        ALLOWED, false, false, ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED",
    ",        ALLOWED, false, true,  ",
    ",        BLOCKED, false, true,  ERROR_REASON_ATTACHMENT_BLOCKED",
    "BLOCKED, ,        false, false, ERROR_REASON_ATTACHMENT_BLOCKED",
    "BLOCKED, ALLOWED, false, true,  ERROR_REASON_ATTACHMENT_BLOCKED",
    "BLOCKED, BLOCKED, true,  false, ",
    "REVIEW,  ,        true,  false, ",
    ",        ,        true,  false, ",
  })
  void decide_rules_nameDecidesUnlessTheContentIsBlocked(
      @Nullable FileTypeOutcome nameRule,
      @Nullable FileTypeOutcome detectedRule,
      boolean inline,
      boolean confirmed,
      @Nullable ErrorReason refusal) {
    Scenario scenario = new Scenario();
    scenario.nameRule = nameRule;
    scenario.detectedRule = detectedRule;
    scenario.inline = inline;
    scenario.confirmed = confirmed;

    DownloadDecision decision = scenario.decide();

    assertThat(decision instanceof Refuse refuse ? refuse.error().reason() : null)
        .isEqualTo(refusal);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "26214399, true", "26214400, true", "26214401, false"})
  void decide_whole_isLimitedTo25MiB(long size, boolean served) {
    Scenario scenario = new Scenario();
    scenario.blob = new BlobFacts(size, "text/plain");

    assertThat(scenario.decide() instanceof Serve).isEqualTo(served);
  }

  @Test
  void decide_tooLarge_tellsSizeAndType() {
    assertThat(refusal(new Scenario().with(Fault.TOO_LARGE)).metadata())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("file_size", "26214401", "mime_type", "application/zip"));
  }

  @ParameterizedTest
  @CsvSource({
    // size, offset, length, served offset, served length, eof
    "10, 0, 10, 0, 10, true",
    "10, 0, 9, 0, 9, false",
    "10, 9, 1, 9, 1, true",
    "10, 3, 4, 3, 4, false",
    "10, 3, 100, 3, 7, true",
    "10, 10, 5, 10, 0, true",
    "0, 0, 1, 0, 0, true",
    "50000000, 26214400, 26214400, 26214400, 23785600, true",
  })
  void decide_range_isCutToTheFile(
      long size, long offset, long length, long servedOffset, long servedLength, boolean eof) {
    Scenario scenario = new Scenario();
    scenario.blob = new BlobFacts(size, "text/plain");
    scenario.range = new ByteRange(offset, length);

    assertThat(scenario.decide())
        .isInstanceOfSatisfying(
            Serve.class,
            serve ->
                assertThat(serve.slice())
                    .isEqualTo(new ServedRange(servedOffset, servedLength, eof)));
  }

  @Test
  void decide_rangeBeyondTheEnd_isInvalid() {
    Scenario scenario = new Scenario();
    scenario.range = new ByteRange(11, 1);

    AttachmentError error = refusal(scenario);

    assertThat(error.reason()).isEqualTo(ErrorReason.ERROR_REASON_VALIDATION_FAILED);
    assertThat(error.violations()).containsOnlyKeys("range.offset");
  }

  @Test
  void decide_contentNotRecorded_isNotFoundLikeAnyAbsence() {
    Scenario scenario = new Scenario();
    scenario.blob = null;

    assertThat(refusal(scenario)).isEqualTo(refusal(new Scenario().with(Fault.NO_SUCH_ATTACHMENT)));
    assertThat(refusal(scenario)).isEqualTo(refusal(new Scenario().with(Fault.NO_SUCH_TICKET)));
  }

  @ParameterizedTest
  @CsvSource({
    // fault, type needs a review, confirmed, told so
    "TOO_LARGE, true, true, true",
    "TOO_LARGE, false, true, false",
    "NOT_REVIEWED, true, false, false",
    "QUEUE_HIDDEN, true, true, false",
    "BLOCKED_BY_CONTENT, true, true, false",
  })
  void decide_refusedAfterAConfirmedReview_saysThatItWasConfirmed(
      Fault fault, boolean review, boolean confirmed, boolean told) {
    Scenario scenario = new Scenario().with(fault);
    scenario.nameRule = review ? FileTypeOutcome.REVIEW : FileTypeOutcome.ALLOWED;
    scenario.confirmed = confirmed;

    assertThat(scenario.decide())
        .isInstanceOfSatisfying(
            Refuse.class, refuse -> assertThat(refuse.reviewConfirmed()).isEqualTo(told));
  }

  @ParameterizedTest
  @CsvSource({
    "ALLOWED, false, RULE_ALLOWED",
    "REVIEW,  false, RULE_REVIEW_CONFIRMED",
    ",        false, NO_RULE_REVIEW_CONFIRMED",
    "ALLOWED, true,  INLINE",
    "BLOCKED, true,  INLINE",
    ",        true,  INLINE",
  })
  void grounds_ofWhatPasses_nameTheRule(
      @Nullable FileTypeOutcome nameRule, boolean inline, Grounds grounds) {
    Scenario scenario = new Scenario();
    scenario.nameRule = nameRule;
    scenario.inline = inline;

    assertThat(scenario.attachment().grounds()).isEqualTo(grounds);
  }

  /** What the name's rule comes to where detection had no verdict. */
  @ParameterizedTest
  @CsvSource({
    "ALLOWED, false, false, ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED",
    "ALLOWED, false, true,  ",
    "REVIEW,  false, true,  ",
    ",        false, false, ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED",
    "BLOCKED, false, true,  ERROR_REASON_ATTACHMENT_BLOCKED",
    "ALLOWED, true,  false, ",
  })
  void decide_contentNeedsReview_isReviewAtLeast(
      @Nullable FileTypeOutcome nameRule,
      boolean inline,
      boolean confirmed,
      @Nullable ErrorReason refusal) {
    Scenario scenario = new Scenario();
    scenario.nameRule = nameRule;
    scenario.reviewReason = "detection ended at a limit";
    scenario.inline = inline;
    scenario.confirmed = confirmed;

    DownloadDecision decision = scenario.decide();

    assertThat(decision instanceof Refuse refuse ? refuse.error().reason() : null)
        .isEqualTo(refusal);
    if (nameRule == FileTypeOutcome.ALLOWED && !inline) {
      assertThat(scenario.attachment().grounds()).isEqualTo(Grounds.CONTENT_REVIEW_CONFIRMED);
    }
  }

  @Test
  void decide_blocked_messageSaysWhetherNameOrContentDidIt() {
    assertThat(refusal(new Scenario().with(Fault.BLOCKED_BY_NAME)).message())
        .contains("by the extension of its name, .txt;");
    assertThat(refusal(new Scenario().with(Fault.BLOCKED_BY_CONTENT)).message())
        .contains("by its content, whatever the file's name;");
  }

  /** Whatever else is wrong or right, a concealed ticket is answered as an absent one is. */
  @ParameterizedTest
  @EnumSource
  void concealed_hiddenTicket_isLikeAnAbsentOne(Fault other) {
    DownloadDecision absent = new Scenario().with(other).with(Fault.NO_SUCH_TICKET).decide();

    Scenario hidden = new Scenario().with(other).with(Fault.QUEUE_HIDDEN);
    hidden.concealing = true;

    assertThat(hidden.decide()).isEqualTo(absent);
  }

  @ParameterizedTest
  @EnumSource(names = "QUEUE_HIDDEN", mode = EnumSource.Mode.EXCLUDE)
  void concealed_visibleTicket_isDecidedAsEver(Fault fault) {
    Scenario concealing = new Scenario().with(fault);
    concealing.concealing = true;

    assertThat(concealing.decide()).isEqualTo(new Scenario().with(fault).decide());
  }

  private static AttachmentError refusal(Scenario scenario) {
    DownloadDecision decision = scenario.decide();
    assertThat(decision).isInstanceOf(Refuse.class);
    return ((Refuse) decision).error();
  }

  /** A download that is served, until something is set wrong. */
  private static final class Scenario {

    private boolean token = true;
    private boolean secretMatches = true;
    private boolean live = true;
    private Set<String> abilities = Set.of("tickets:read");
    private boolean staff = true;
    private final List<String> violations = new ArrayList<>();
    private boolean ticket = true;
    private boolean queueVisible = true;
    private boolean concealing;
    private boolean present = true;
    private @Nullable FileTypeOutcome nameRule = FileTypeOutcome.ALLOWED;
    private @Nullable FileTypeOutcome detectedRule;
    private @Nullable String reviewReason;
    private boolean inline;
    private boolean confirmed;
    private boolean anySize;
    private @Nullable BlobFacts blob = new BlobFacts(10, "text/plain");
    private @Nullable ByteRange range;

    Scenario with(Fault fault) {
      switch (fault) {
        case NO_SUCH_TOKEN -> token = false;
        case WRONG_SECRET -> secretMatches = false;
        case EXPIRED_OR_REVOKED -> live = false;
        case NO_ABILITY -> abilities = Set.of("contacts:read");
        case NOT_STAFF -> staff = false;
        case MALFORMED_REQUEST -> violations.add("is required");
        case NO_SUCH_TICKET -> ticket = false;
        case QUEUE_HIDDEN -> queueVisible = false;
        case NO_SUCH_ATTACHMENT -> present = false;
        case BLOCKED_BY_NAME -> nameRule = FileTypeOutcome.BLOCKED;
        case BLOCKED_BY_CONTENT -> detectedRule = FileTypeOutcome.BLOCKED;
        case NOT_REVIEWED ->
            nameRule = nameRule == FileTypeOutcome.BLOCKED ? nameRule : FileTypeOutcome.REVIEW;
        case TOO_LARGE -> blob = new BlobFacts(26_214_401, "application/zip");
      }
      return this;
    }

    AttachmentFacts attachment() {
      return new AttachmentFacts(
          14494,
          42,
          "a.txt",
          new Digest("0".repeat(64)),
          inline,
          blob,
          nameRule,
          detectedRule,
          "txt",
          reviewReason);
    }

    DownloadDecision decide() {
      AccessFacts facts =
          new AccessFacts(
              token ? new TokenFacts(14, secretMatches, live, abilities, 7, staff) : null,
              ticket ? new TicketFacts(1, queueVisible) : null,
              present ? attachment() : null);
      DownloadRequest request =
          new DownloadRequest(
              TicketKey.NONE,
              14494L,
              confirmed,
              range,
              anySize,
              false,
              violations.isEmpty() ? Map.of() : Map.of("ticket_number", violations));
      AccessFacts seen = concealing ? AccessPolicy.concealed(facts) : facts;
      return AccessPolicy.authorise(seen, request.access(Purpose.DOWNLOAD))
          .<DownloadDecision>map(Refuse::new)
          .orElseGet(() -> DownloadPolicy.decide(seen.attachment(), request));
    }
  }
}
