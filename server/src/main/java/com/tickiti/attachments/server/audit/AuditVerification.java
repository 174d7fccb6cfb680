package com.tickiti.attachments.server.audit;

import com.tickiti.attachments.server.audit.ChainLine.Head;
import com.tickiti.attachments.server.audit.LogLines.Line;
import com.tickiti.attachments.server.audit.LogLines.LogFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds each record of a log in files that was removed, altered, repeated or moved. Reads each file
 * twice and changes nothing; memory is a constant for each chain. Used once; not thread-safe.
 *
 * <p>It cannot find that the newest chain ends too early where its own file was cut at the same
 * place, nor that the newest chain is gone as a whole: only an end that was kept elsewhere tells.
 */
public final class AuditVerification {

  /** What a file's chain is taken from: one line alone may have been moved here. */
  private static final int LINES_THAT_NAME_THE_CHAIN = 3;

  private final AuditReport report = new AuditReport();
  private final ChainLine.SignatureCheck signatures;
  private final List<LogFile> chainFiles = new ArrayList<>();
  private final List<LogFile> recordFiles = new ArrayList<>();
  private final Map<String, List<Head>> required = new HashMap<>();
  private final Set<String> keptLines = new HashSet<>();
  private final @Nullable Instant since;

  AuditVerification(
      Collection<? extends LogFile> files,
      ChainLine.SignatureCheck signatures,
      Collection<String> keptEnds,
      @Nullable Instant since) {
    this.signatures = signatures;
    this.since = since;
    this.keptLines.addAll(keptEnds);
    files.stream()
        .sorted(Comparator.comparing(LogFile::name))
        .forEach(
            file -> {
              if (AuditFile.isChain(file.name())) {
                chainFiles.add(file);
              } else if (AuditFile.isRecords(file.name())) {
                recordFiles.add(file);
              }
            });
  }

  /**
   * Verifies what is in {@code directories}.
   *
   * @param keys that are trusted
   * @param keptEnds last lines of chains' files that were kept elsewhere
   * @param since files of an earlier time may have been removed; {@code null} for none
   */
  public static AuditReport verify(
      List<Path> directories,
      List<PublicKey> keys,
      Collection<String> keptEnds,
      @Nullable Instant since)
      throws IOException {
    List<LogFile> files = new ArrayList<>();
    for (Path directory : directories) {
      try (Stream<Path> all = Files.list(directory)) {
        all.forEach(file -> files.add(new DiskFile(file)));
      }
    }
    return new AuditVerification(
            files,
            (text, signature) ->
                keys.stream().anyMatch(key -> AuditKey.verify(key, text, signature)),
            keptEnds,
            since)
        .run();
  }

  /** The last line of each chain's file in a directory, to be kept elsewhere. */
  public static List<String> ends(Path directory) throws IOException {
    return new ChainHeads(directory).lastLines();
  }

  AuditReport run() throws IOException {
    Map<String, LogFile> chains = chains();
    requireKept();
    Map<String, List<LogFile>> records = records();
    Set<String> ids = new HashSet<>(chains.keySet());
    ids.addAll(records.keySet());
    for (String id : (Iterable<String>) ids.stream().sorted(byName(chains, records))::iterator) {
      check(id, chains.get(id), records.getOrDefault(id, List.of()));
    }
    required.forEach((id, heads) -> requireAbsent(id, heads, ids));
    return report;
  }

  /** The files of chains by id, and what they say of each other. */
  private Map<String, LogFile> chains() throws IOException {
    Map<String, LogFile> chains = new LinkedHashMap<>();
    for (LogFile file : chainFiles) {
      String id = file.name().substring(file.name().lastIndexOf('-') + 1).replace(".chain", "");
      if (chains.putIfAbsent(id, file) != null) {
        report.fault(file.name(), 1, "is another file of chain " + id);
      }
      try (LogLines lines = new LogLines(file)) {
        Line first = lines.next();
        ChainLine begin = first == null ? null : ChainLine.parse(first.text());
        if (begin != null) {
          begin.after().forEach(this::require);
        }
        if (begin != null && !begin.chain().equals(id)) {
          report.fault(file.name(), 1, "is of chain " + begin.chain() + ", its name of " + id);
        }
      }
    }
    return chains;
  }

  private void require(Head head) {
    required.computeIfAbsent(head.chain(), id -> new ArrayList<>()).add(head);
  }

  private void requireKept() {
    for (String text : keptLines) {
      ChainLine line = ChainLine.parse(text);
      if (line == null || !ChainLine.isSigned(text, signatures)) {
        report.fault("kept ends", 1, "is no end that a key known here has signed: " + text);
      } else {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        require(
            new Head(
                line.chain(),
                line.n(),
                RecordLink.hash(bytes, bytes.length),
                line.time(),
                line.seq(),
                line.record()));
      }
    }
  }

  /** The files of records by chain, each in the order of its records. */
  private Map<String, List<LogFile>> records() throws IOException {
    Map<String, List<Beginning>> beginnings = new HashMap<>();
    for (LogFile file : recordFiles) {
      Beginning beginning = beginning(file);
      if (beginning == null) {
        unchained(file);
      } else {
        beginnings.computeIfAbsent(beginning.chain, id -> new ArrayList<>()).add(beginning);
      }
    }
    Map<String, List<LogFile>> files = new HashMap<>();
    beginnings.forEach(
        (chain, list) ->
            files.put(
                chain,
                list.stream()
                    .sorted(Comparator.comparingLong(Beginning::seq))
                    .map(Beginning::file)
                    .toList()));
    return files;
  }

  private @Nullable Beginning beginning(LogFile file) throws IOException {
    Map<String, Beginning> found = new LinkedHashMap<>();
    try (LogLines lines = new LogLines(file)) {
      int linked = 0;
      for (Line line = lines.next();
          line != null && linked < LINES_THAT_NAME_THE_CHAIN;
          line = lines.next()) {
        RecordLink link = line.link();
        if (link != null) {
          linked++;
          Beginning before = found.get(link.chain());
          if (before != null) {
            return before;
          }
          found.put(link.chain(), new Beginning(link.chain(), link.seq(), file));
        }
      }
    }
    return found.isEmpty() ? null : found.values().iterator().next();
  }

  /** Older versions wrote no chains. */
  private void unchained(LogFile file) throws IOException {
    boolean before =
        chainFiles.stream()
            .allMatch(
                chain -> AuditFile.begun(file.name()).isBefore(AuditFile.begun(chain.name())));
    long records = 0;
    try (LogLines lines = new LogLines(file)) {
      while (lines.next() != null) {
        records++;
      }
    }
    if (before) {
      report.addBefore(records);
    } else if (records > 0) {
      report.fault(
          file.name(), 1, records + " lines without a chain, though chains had begun by then");
    }
  }

  private void check(String id, @Nullable LogFile own, List<LogFile> files) throws IOException {
    List<Head> heads = required.getOrDefault(id, List.of());
    Map<Long, String> requiredRecords = new HashMap<>();
    heads.stream()
        .filter(head -> head.seq() > 0)
        .forEach(head -> requiredRecords.put(head.seq(), head.record()));
    ChainFileCheck chain = null;
    if (own == null) {
      report.fault(
          files.get(0).name(), 1, "the own file of chain " + id + " is not here: it was removed");
    } else {
      chain = new ChainFileCheck(own, signatures, heads, report);
      chain.run();
    }
    ChainLine last = chain == null ? null : chain.last();
    try (Checkpoints checkpoints = new Checkpoints(own, last);
        RecordsCheck records =
            new RecordsCheck(
                id,
                files,
                chain == null ? null : chain.startHash(),
                checkpoints,
                requiredRecords,
                mayHaveLostItsBeginning(files),
                report)) {
      long found = records.run();
      report.add(
          new AuditReport.Chain(
              id,
              chain == null ? null : chain.started(),
              found,
              checkpoints.signed(),
              checkpoints.ended()));
    }
  }

  private boolean mayHaveLostItsBeginning(List<LogFile> files) {
    return since != null
        && !files.isEmpty()
        && !AuditFile.begun(files.get(0).name()).isAfter(since);
  }

  private void requireAbsent(String id, List<Head> heads, Set<String> present) {
    if (present.contains(id)) {
      return;
    }
    Instant last = heads.stream().map(Head::time).max(Comparator.naturalOrder()).orElseThrow();
    if (since != null && last.isBefore(since)) {
      report.note("chain " + id + " is not here; its last checkpoint is of " + last);
    } else {
      report.fault(
          "chain-*-" + id + ".chain",
          1,
          "chain " + id + ", which another chain or a kept end names, is not here: it was removed");
    }
  }

  private static Comparator<String> byName(
      Map<String, LogFile> chains, Map<String, List<LogFile>> records) {
    return Comparator.comparing(
            (String id) -> {
              LogFile own = chains.get(id);
              return AuditFile.begun(
                  own == null ? records.getOrDefault(id, List.of()).get(0).name() : own.name());
            })
        .thenComparing(Comparator.naturalOrder());
  }

  private record Beginning(String chain, long seq, LogFile file) {}

  private record DiskFile(Path path) implements LogFile {

    @Override
    public String name() {
      return path.getFileName().toString();
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(path);
    }
  }
}
