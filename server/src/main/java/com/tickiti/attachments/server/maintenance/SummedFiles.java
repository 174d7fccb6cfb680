package com.tickiti.attachments.server.maintenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.tickiti.attachments.server.model.Digest;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a directory, each flushed to disk when it is closed, and a list of their SHA-256
 * that {@code sha256sum -c} understands. Not thread-safe.
 */
final class SummedFiles {

  private static final String SUMS = "SHA256SUMS";
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path directory;
  private final Map<String, String> sums = new TreeMap<>();

  SummedFiles(Path directory) {
    this.directory = directory;
  }

  /** A new file; the caller closes the stream. */
  OutputStream create(String name) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    DigestOutputStream digested =
        new DigestOutputStream(Channels.newOutputStream(channel), Digest.sha256());
    return new FilterOutputStream(new BufferedOutputStream(digested, BUFFER_BYTES)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        try (channel) {
          flush();
          channel.force(true);
          sums.put(name, Digest.of(digested.getMessageDigest().digest()).hex());
        }
      }
    };
  }

  /** Writes the list, after all files are closed. */
  void writeSums() throws IOException {
    StringBuilder lines = new StringBuilder();
    sums.forEach((name, sum) -> lines.append(sum).append("  ").append(name).append('\n'));
    try (OutputStream out = create(SUMS)) {
      out.write(lines.toString().getBytes(UTF_8));
    }
    flush(directory);
  }

  /** The SHA-256 of each file of {@code directory}, all of them found right. */
  static Map<String, String> verified(Path directory) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    for (String line : Files.readAllLines(directory.resolve(SUMS))) {
      String[] parts = line.split("  ", 2);
      if (parts.length != 2 || !Digest.isValid(parts[0])) {
        throw new IOException(directory.resolve(SUMS) + " is damaged: " + line);
      }
      Path file = directory.resolve(parts[1]);
      String found = sha256(file);
      if (!found.equals(parts[0])) {
        throw new IOException(
            "%s is damaged: its SHA-256 is %s (expected: %s)".formatted(file, found, parts[0]));
      }
      sums.put(parts[1], parts[0]);
    }
    return sums;
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest sha256 = Digest.sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
      }
    }
    return Digest.of(sha256.digest()).hex();
  }

  /** Makes a directory's names survive a power failure. */
  static void flush(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
