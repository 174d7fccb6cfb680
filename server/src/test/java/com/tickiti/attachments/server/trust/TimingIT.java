package com.tickiti.attachments.server.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.harness.KeepAliveCaller;
import com.tickiti.attachments.server.harness.TrustRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether the time an answer takes tells what the answer does not: one caller on one connection,
 * the questions in random order, compared by Welch's t as dudect does.
 */
@Tag("trust")
@Tag("alone")
class TimingIT {

  private static final double GOAL = 4.5;
  private static final int WARM_UP = 500;

  /** All, and those below a percentile of both classes together: the slowest are mostly noise. */
  private static final int[] CROPS = {100, 99, 95, 90, 75, 50};

  @TempDir private Path directory;

  /** Questions, of which those with the same status have the same answer. */
  private enum Question {
    UNKNOWN_TOKEN(401, "4444|" + TestHelpdesk.SECRET, "220009", "10"),
    WRONG_SECRET(401, "14|not-the-secret-it-is", "220009", "10"),
    ABSENT_TICKET(404, TestHelpdesk.READER, "999999", "10"),
    ABSENT_ATTACHMENT(404, TestHelpdesk.READER, "220009", "99"),
    OTHER_TICKETS_ATTACHMENT(404, TestHelpdesk.READER, "220009", "11"),
    HIDDEN_TICKETS_ATTACHMENT(404, TestHelpdesk.READER, "220009", "12");

    final int status;
    private final String token;
    private final String body;

    Question(int status, String token, String ticket, String attachment) {
      this.status = status;
      this.token = token;
      this.body =
          "{\"ticket_number\":\"%s\",\"response_attachment_id\":\"%s\"}"
              .formatted(ticket, attachment);
    }

    byte[] request() {
      return KeepAliveCaller.request(token, body);
    }
  }

  private static final Map<Question, Question> PAIRS =
      new EnumMap<>(
          Map.of(
              Question.UNKNOWN_TOKEN, Question.WRONG_SECRET,
              Question.ABSENT_TICKET, Question.OTHER_TICKETS_ATTACHMENT,
              Question.ABSENT_ATTACHMENT, Question.OTHER_TICKETS_ATTACHMENT,
              Question.HIDDEN_TICKETS_ATTACHMENT, Question.OTHER_TICKETS_ATTACHMENT));

  @Test
  void answers_thatSayTheSame_takeTheSameTime() throws IOException {
    long start = System.nanoTime();
    long seed = TrustRun.seed();
    int count = TrustRun.count(200, 20_000);
    Map<Question, double[]> micros = measure(count, new Random(seed));

    double worst = 0;
    for (Map.Entry<Question, Question> pair : PAIRS.entrySet()) {
      double[] some = Objects.requireNonNull(micros.get(pair.getKey()));
      double[] others = Objects.requireNonNull(micros.get(pair.getValue()));
      double t = largestT(some, others);
      worst = Math.max(worst, t);
      TrustRun.report(
          "time: %s against %s".formatted(pair.getKey(), pair.getValue()),
          count,
          "t = %.1f, medians %.1f and %.1f us".formatted(t, median(some), median(others)),
          "t < " + GOAL,
          seed,
          Duration.ofNanos(System.nanoTime() - start));
    }
    if (TrustRun.isLong()) {
      assertThat(worst).as("seed %s", seed).isLessThan(GOAL);
    }
  }

  private Map<Question, double[]> measure(int count, Random random) throws IOException {
    Map<Question, double[]> micros = new EnumMap<>(Question.class);
    try (TestHelpdesk helpdesk = new TestHelpdesk(directory)) {
      helpdesk.attach(10, "a.txt", "one".getBytes(UTF_8));
      helpdesk.attach(11, 44, "b.txt", false, "two".getBytes(UTF_8));
      helpdesk.attach(12, 43, "c.txt", false, "three".getBytes(UTF_8));
      try (KeepAliveCaller caller = new KeepAliveCaller(helpdesk.server().httpUri())) {
        List<Question> questions = Arrays.asList(Question.values());
        for (Question question : questions) {
          micros.put(question, new double[count]);
        }
        for (int n = -WARM_UP; n < count; n++) {
          Collections.shuffle(questions, random);
          for (Question question : questions) {
            double took = micros(caller, question);
            if (n >= 0) {
              Objects.requireNonNull(micros.get(question))[n] = took;
            }
          }
        }
      }
    }
    return micros;
  }

  private static double micros(KeepAliveCaller caller, Question question) throws IOException {
    byte[] request = question.request();
    long start = System.nanoTime();
    int status = caller.exchange(request);
    double took = (System.nanoTime() - start) / 1e3;
    assertThat(status).isEqualTo(question.status);
    return took;
  }

  private static double largestT(double[] some, double[] others) {
    double[] all = Arrays.copyOf(some, some.length + others.length);
    System.arraycopy(others, 0, all, some.length, others.length);
    Arrays.sort(all);
    return Arrays.stream(CROPS)
        .mapToDouble(
            percent -> {
              double limit = all[(int) ((all.length - 1L) * percent / 100)];
              return welch(
                  Arrays.stream(some).filter(value -> value <= limit).toArray(),
                  Arrays.stream(others).filter(value -> value <= limit).toArray());
            })
        .max()
        .orElseThrow();
  }

  /** Welch's t, without its sign. */
  private static double welch(double[] some, double[] others) {
    double difference = mean(some) - mean(others);
    return Math.abs(difference)
        / Math.sqrt(variance(some) / some.length + variance(others) / others.length);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum()
        / (values.length - 1);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
