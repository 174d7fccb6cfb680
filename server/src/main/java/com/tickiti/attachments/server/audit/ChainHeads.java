package com.tickiti.attachments.server.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the chains in a directory are, by the first and last line of each file. */
final class ChainHeads {

  private static final Logger log = LoggerFactory.getLogger(ChainHeads.class);

  /** A line that begins a chain is longest: it names other chains. */
  private static final int MAX_LINE_BYTES = 1 << 20;

  private static final int USUAL_LINE_BYTES = 4 << 10;

  private final Path directory;

  ChainHeads(Path directory) {
    this.directory = directory;
  }

  /** The ends that no later chain names yet. */
  List<ChainLine.Head> unnamed() throws IOException {
    Map<String, ChainLine.Head> heads = new HashMap<>();
    Set<String> named = new HashSet<>();
    for (Path file : files(AuditFile::isChain)) {
      String first = firstLine(file);
      String last = lastLine(file);
      ChainLine begin = first == null ? null : ChainLine.parse(first);
      ChainLine end = last == null ? null : ChainLine.parse(last);
      if (last == null || begin == null || end == null) {
        log.warn("{} is no file of an audit chain: the next chain does not name it", file);
        continue;
      }
      begin.after().forEach(head -> named.add(head.line()));
      heads.put(
          end.chain(),
          new ChainLine.Head(
              end.chain(), end.n(), hash(last), end.time(), end.seq(), end.record()));
    }
    heads.values().removeIf(head -> named.contains(head.line()));
    return heads.isEmpty() ? List.of() : withLastRecords(heads);
  }

  /** The last line of each chain's own file. */
  List<String> lastLines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files(AuditFile::isChain)) {
      String last = lastLine(file);
      if (last != null) {
        lines.add(last);
      }
    }
    return lines;
  }

  /** What came after the last checkpoint of a process that was killed counts as well. */
  private List<ChainLine.Head> withLastRecords(Map<String, ChainLine.Head> heads)
      throws IOException {
    for (Path file : files(AuditFile::isRecords)) {
      String last = lastLine(file);
      RecordLink link = last == null ? null : link(last);
      ChainLine.Head head = link == null ? null : heads.get(link.chain());
      if (last != null && link != null && head != null && link.seq() > head.seq()) {
        heads.put(
            head.chain(),
            new ChainLine.Head(
                head.chain(), head.n(), head.line(), head.time(), link.seq(), hash(last)));
      }
    }
    return new ArrayList<>(heads.values());
  }

  private List<Path> files(Predicate<String> wanted) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> wanted.test(file.getFileName().toString())).sorted().toList();
    }
  }

  private static String hash(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    return RecordLink.hash(bytes, bytes.length);
  }

  private static @Nullable RecordLink link(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    return RecordLink.of(bytes, bytes.length);
  }

  private static @Nullable String firstLine(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      for (int size = USUAL_LINE_BYTES; size <= MAX_LINE_BYTES; size *= 4) {
        String text = read(bytes, 0, (int) Math.min(size, bytes.length()));
        int end = text.indexOf('\n');
        if (end >= 0) {
          return text.substring(0, end);
        }
      }
    }
    return null;
  }

  /** The last line that ends in a newline; what a crash has left behind it does not count. */
  private static @Nullable String lastLine(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      long length = bytes.length();
      for (int size = USUAL_LINE_BYTES; size <= MAX_LINE_BYTES; size *= 4) {
        int tail = (int) Math.min(size, length);
        String text = read(bytes, length - tail, tail);
        int end = text.lastIndexOf('\n');
        int begin = end < 0 ? -1 : text.lastIndexOf('\n', end - 1);
        if (end >= 0 && (begin >= 0 || tail == length)) {
          return text.substring(begin + 1, end);
        }
      }
    }
    return null;
  }

  private static String read(RandomAccessFile bytes, long from, int count) throws IOException {
    byte[] text = new byte[count];
    bytes.seek(from);
    bytes.readFully(text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}
