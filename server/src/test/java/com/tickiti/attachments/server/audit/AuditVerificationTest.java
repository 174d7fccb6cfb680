package com.tickiti.attachments.server.audit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.audit.AuditRecord.Caller;
import com.tickiti.attachments.server.audit.AuditRecord.Ending;
import com.tickiti.attachments.server.audit.AuditRecord.Grounds;
import com.tickiti.attachments.server.audit.AuditRecord.Outcome;
import com.tickiti.attachments.server.audit.AuditRecord.Subject;
import com.tickiti.attachments.server.audit.LogLines.LogFile;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.ServedRange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerificationTest {

  private static final AuditKey KEY = AuditKey.generate();
  private static final int MANIPULATIONS = 10_000;
  private static final long SEED = 20_261_125;
  private static final String BEFORE = "audit-20200101T000000.000Z.jsonl";

  @TempDir private static Path directory;

  /** A log of five chains by file name: one of several files, one killed, two at once, the last. */
  private static Map<String, byte[]> log;

  private static String newest;

  @BeforeAll
  static void write() throws IOException {
    Files.writeString(directory.resolve(BEFORE), "{\"time\":\"x\"}\n".repeat(5));
    try (FileAuditLog several = new FileAuditLog(directory, KEY, 2_000)) {
      add(several, 4);
      several.flush();
      add(several, 4);
    }
    writeAndKill();
    try (FileAuditLog one = new FileAuditLog(directory, KEY, 1_500);
        FileAuditLog other = new FileAuditLog(directory, KEY)) {
      for (int i = 0; i < 2; i++) {
        add(one, 1);
        add(other, 1);
        one.flush();
      }
    }
    try (FileAuditLog last = new FileAuditLog(directory, KEY)) {
      add(last, 4);
      last.flush();
      add(last, 1);
    }
    log = read();
    newest = log.keySet().stream().filter(AuditFile::isChain).max(String::compareTo).orElseThrow();
  }

  /** What a process leaves that is killed after its last checkpoint. */
  private static void writeAndKill() throws IOException {
    Map<String, byte[]> killed;
    try (FileAuditLog log = new FileAuditLog(directory, KEY)) {
      add(log, 3);
      log.flush();
      add(log, 2);
      killed = read();
    }
    for (Map.Entry<String, byte[]> file : killed.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
  }

  private static void add(FileAuditLog log, int transfers) throws IOException {
    for (int i = 0; i < transfers; i++) {
      TransferAudit.download(
              log,
              new Caller("req-" + i, 14, 7, 1),
              new Subject(
                  14494L,
                  new Digest("ab".repeat(32)),
                  Grounds.RULE_ALLOWED,
                  "zip",
                  new ServedRange(0, 10, true)))
          .end(new Ending(10, Outcome.COMPLETED, null));
    }
  }

  private static Map<String, byte[]> read() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  @Test
  void log_untouched_isFreeOfFaults() throws IOException {
    AuditReport report =
        AuditVerification.verify(
            List.of(directory), List.of(KEY.publicKey()), AuditVerification.ends(directory), null);

    assertThat(report.faults()).isEmpty();
    assertThat(report.recordsBefore()).isEqualTo(5);
    assertThat(report.chains()).hasSize(5);
    assertThat(report.chains()).extracting(AuditReport.Chain::records).contains(16L, 10L, 4L);
    assertThat(report.chains())
        .filteredOn(chain -> !chain.ended())
        .singleElement()
        .matches(killed -> killed.records() == 10 && killed.signed() == 6);
    assertThat(log.keySet().stream().filter(AuditFile::isRecords).count()).isGreaterThan(6);
  }

  @Test
  void manipulations_areAllFound() {
    SignatureCache signatures = new SignatureCache();
    AtomicInteger onlyByKeptEnds = new AtomicInteger();

    IntStream.range(0, MANIPULATIONS)
        .parallel()
        .forEach(
            number -> {
              Manipulation manipulation =
                  Manipulation.random(log, new SplittableRandom(SEED + number));
              AuditReport report = verify(manipulation.files(), signatures, List.of());
              if (report.faultCount() == 0) {
                onlyByKeptEnds.incrementAndGet();
                assertThat(manipulation.file()).as("%s", manipulation).isEqualTo(newest);
                report = verify(manipulation.files(), signatures, List.of(lastLine(newest)));
              }
              assertThat(report.faultCount()).as("%s", manipulation).isPositive();
              if (manipulation.line() > 0) {
                assertThat(report.faults())
                    .as("%s", manipulation)
                    .anyMatch(
                        fault ->
                            fault.file().equals(manipulation.file())
                                && Math.abs(fault.line() - manipulation.line()) <= 1);
              }
            });

    assertThat(onlyByKeptEnds.get()).isLessThan(MANIPULATIONS / 50);
  }

  @Test
  void recordAltered_isNamedByFileAndLine() {
    String file = recordsOf("14494", 3);
    byte[] altered = replaced(file, 3, "\"user_id\":7", "\"user_id\":8");

    assertThat(verify(with(file, altered)).faults())
        .singleElement()
        .hasToString(file + ":3: altered: the next record has another SHA-256 of it");
  }

  @Test
  void recordRemoved_isNamedByFileLineAndNumber() {
    String file = recordsOf("14494", 4);
    List<String> lines = lines(file);

    assertThat(verify(with(file, joined(without(lines, 1)))).faults())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.file()).isEqualTo(file);
              assertThat(fault.line()).isEqualTo(2);
              assertThat(fault.message()).endsWith(" are missing before this one");
            });
  }

  /** Whoever can compute SHA-256 can link the rest anew, and has no key to sign it. */
  @Test
  void recordAlteredAndTheRestLinkedAnew_isFoundByTheCheckpoint() {
    String file = recordsOf("14494", 8);
    List<String> lines = lines(file);
    String before = lines.get(0).replace("\"user_id\":7", "\"user_id\":8");
    StringBuilder forged = new StringBuilder(before).append('\n');
    for (String line : lines.subList(1, lines.size())) {
      byte[] bytes = before.getBytes(ISO_8859_1);
      before =
          line.replaceFirst(
              "\"prev\":\"[0-9a-f]{64}", "\"prev\":\"" + RecordLink.hash(bytes, bytes.length));
      forged.append(before).append('\n');
    }

    assertThat(verify(with(file, forged.toString().getBytes(ISO_8859_1))).faults())
        .isNotEmpty()
        .first()
        .satisfies(fault -> assertThat(fault.message()).contains("checkpoint"));
  }

  /** What cannot be found, and how it can. */
  @Test
  void newestChainCutAtACheckpoint_isFoundByAKeptEndAlone() {
    Map<String, byte[]> cut = new TreeMap<>(log);
    List<String> chain = lines(newest);
    cut.put(newest, joined(chain.subList(0, chain.size() - 2)));
    String records =
        log.keySet().stream().filter(AuditFile::isRecords).max(String::compareTo).orElseThrow();
    List<String> lines = lines(records);
    cut.put(records, joined(lines.subList(0, lines.size() - 2)));

    assertThat(verify(cut, new SignatureCache(), List.of()).faults()).isEmpty();
    assertThat(verify(cut, new SignatureCache(), List.of(lastLine(newest))).faults()).isNotEmpty();
  }

  @Test
  void keyOfSomebodyElse_isNotTrusted() {
    AuditKey other = AuditKey.generate();

    AuditReport report =
        verify(
            log,
            (text, signature) -> AuditKey.verify(other.publicKey(), text, signature),
            List.of());

    assertThat(report.faults()).hasSize(5);
    assertThat(AuditKey.parse(KEY.pem()).publicPem()).isEqualTo(KEY.publicPem());
  }

  @Test
  void recordsWithoutAChain_afterChainsBegan_areAFault() {
    AuditReport report =
        verify(with("audit-21000101T000000.000Z.jsonl", "{\"time\":\"x\"}\n".getBytes(US_ASCII)));

    assertThat(report.faults()).singleElement().asString().contains("without a chain");
  }

  @Test
  void oldFilesRemovedInOrder_areAcceptedSinceALaterTime() {
    Map<String, byte[]> rest = new TreeMap<>(log);
    rest.keySet().removeIf(name -> name.compareTo(newest) < 0 && AuditFile.isChain(name));
    String lastRecords =
        log.keySet().stream().filter(AuditFile::isRecords).max(String::compareTo).orElseThrow();
    rest.keySet().removeIf(name -> AuditFile.isRecords(name) && !name.equals(lastRecords));

    assertThat(verify(rest).faults()).isNotEmpty();
    AuditReport since = verify(rest, new SignatureCache(), List.of(), Instant.now());
    assertThat(since.faults()).isEmpty();
    assertThat(since.notes()).isNotEmpty();
  }

  private static AuditReport verify(Map<String, byte[]> files) {
    return verify(files, new SignatureCache(), List.of());
  }

  private static AuditReport verify(
      Map<String, byte[]> files, ChainLine.SignatureCheck signatures, List<String> keptEnds) {
    return verify(files, signatures, keptEnds, null);
  }

  private static AuditReport verify(
      Map<String, byte[]> files,
      ChainLine.SignatureCheck signatures,
      List<String> keptEnds,
      @Nullable Instant since) {
    List<MemoryFile> all =
        files.entrySet().stream()
            .map(file -> new MemoryFile(file.getKey(), file.getValue()))
            .toList();
    try {
      return new AuditVerification(all, signatures, keptEnds, since).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file with at least so many records. */
  private static String recordsOf(String attachment, int count) {
    return log.keySet().stream()
        .filter(AuditFile::isRecords)
        .filter(name -> lines(name).size() >= count && lines(name).get(0).contains(attachment))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> lines(String file) {
    return new String(log.getOrDefault(file, new byte[0]), ISO_8859_1).lines().toList();
  }

  private static String lastLine(String file) {
    List<String> lines = lines(file);
    return lines.get(lines.size() - 1);
  }

  private static byte[] replaced(String file, int line, String from, String to) {
    List<String> lines = new ArrayList<>(lines(file));
    lines.set(line - 1, lines.get(line - 1).replace(from, to));
    return joined(lines);
  }

  private static List<String> without(List<String> lines, int index) {
    List<String> rest = new ArrayList<>(lines);
    rest.remove(index);
    return rest;
  }

  private static byte[] joined(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(ISO_8859_1);
  }

  private static Map<String, byte[]> with(String file, byte[] content) {
    Map<String, byte[]> files = new TreeMap<>(log);
    files.put(file, content);
    return files;
  }

  /** One change to a log. */
  private record Manipulation(String kind, String file, int line, Map<String, byte[]> files) {

    /** A random one; {@code line} is 0 where it is not one line that is changed. */
    static Manipulation random(Map<String, byte[]> log, SplittableRandom random) {
      List<String> names = log.keySet().stream().filter(name -> !name.equals(BEFORE)).toList();
      String file = names.get(random.nextInt(names.size()));
      byte[] bytes = log.getOrDefault(file, new byte[0]);
      String text = new String(bytes, ISO_8859_1);
      List<String> lines = text.lines().toList();
      int at = random.nextInt(lines.size());
      Map<String, byte[]> files = new TreeMap<>(log);
      List<String> changed = new ArrayList<>(lines);
      return switch (random.nextInt(7)) {
        case 0 -> {
          changed.remove(at);
          files.put(file, changed.isEmpty() ? new byte[0] : joined(changed));
          yield new Manipulation("remove " + (at + 1), file, 0, files);
        }
        case 1 -> {
          int position = random.nextInt(bytes.length);
          byte[] altered = bytes.clone();
          altered[position] ^= (byte) (1 + random.nextInt(255));
          files.put(file, altered);
          int line = (int) text.substring(0, position).chars().filter(c -> c == '\n').count() + 1;
          yield new Manipulation("alter byte " + position, file, line, files);
        }
        case 2 -> {
          if (lines.size() == 1) {
            yield random(log, random);
          }
          int other = (at + 1 + random.nextInt(lines.size() - 1)) % lines.size();
          changed.set(at, lines.get(other));
          changed.set(other, lines.get(at));
          files.put(file, joined(changed));
          yield new Manipulation("swap " + at + " " + other, file, 0, files);
        }
        case 3 -> {
          changed.add(random.nextInt(lines.size() + 1), lines.get(at));
          files.put(file, joined(changed));
          yield new Manipulation("duplicate " + at, file, 0, files);
        }
        case 4 -> {
          String target = names.get(random.nextInt(names.size()));
          if (target.equals(file)) {
            yield random(log, random);
          }
          changed.remove(at);
          files.put(file, changed.isEmpty() ? new byte[0] : joined(changed));
          List<String> there = new ArrayList<>(lines(target));
          there.add(random.nextInt(there.size() + 1), lines.get(at));
          files.put(target, joined(there));
          yield new Manipulation("move " + at + " to " + target, file, 0, files);
        }
        case 5 -> {
          files.put(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
          yield new Manipulation("truncate", file, 0, files);
        }
        default -> {
          files.remove(file);
          yield new Manipulation("remove file", file, 0, files);
        }
      };
    }

    @Override
    public String toString() {
      return kind + " in " + file;
    }
  }

  /** A signature is right or wrong however often it is looked at. */
  private static final class SignatureCache implements ChainLine.SignatureCheck {

    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    @Override
    public boolean isValid(byte[] text, byte[] signature) {
      return known.computeIfAbsent(
          new String(text, ISO_8859_1) + new String(signature, ISO_8859_1),
          any -> AuditKey.verify(KEY.publicKey(), text, signature));
    }
  }

  private static final class MemoryFile implements LogFile {

    private final String name;
    private final byte[] bytes;

    MemoryFile(String name, byte[] bytes) {
      this.name = name;
      this.bytes = bytes;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
