package com.tickiti.attachments.client.cli;

import com.tickiti.attachments.client.Attachment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where {@code get} writes, and the file name that an attachment gives itself. */
final class Destination {

  /** Separators, characters that some file system refuses, and those that a person cannot see. */
  private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}/\\\\:*?\"<>|]");

  private static final int MAX_NAME_BYTES = 200;

  private Destination() {}

  /**
   * The file to write: {@code output} itself, or a file with the attachment's name in it where it
   * is a directory, or in the working directory where it is {@code null}.
   *
   * @param attachment asked only where its name is needed
   */
  static Path file(@Nullable Path output, Supplier<Attachment> attachment) {
    if (output != null && !Files.isDirectory(output)) {
      return output;
    }
    Path name = Path.of(fileName(attachment.get()));
    return output == null ? name : output.resolve(name);
  }

  /** A name without a directory that is not hidden and fits any file system. */
  static String fileName(Attachment attachment) {
    String name = UNSAFE.matcher(attachment.name()).replaceAll("_").strip();
    if (name.startsWith(".")) {
      name = "_" + name.substring(1);
    }
    if (name.isEmpty()) {
      return "attachment-" + attachment.id();
    }
    int dot = name.lastIndexOf('.');
    String extension = dot > 0 && name.length() - dot <= 16 ? name.substring(dot) : "";
    String stem = name.substring(0, name.length() - extension.length());
    while (bytes(stem + extension) > MAX_NAME_BYTES) {
      stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
    }
    return stem + extension;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
