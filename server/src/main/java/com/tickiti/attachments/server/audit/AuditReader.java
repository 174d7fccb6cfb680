package com.tickiti.attachments.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the records of a log in files, in the order of the files; checks nothing. */
public final class AuditReader {

  private static final ObjectMapper JSON = new ObjectMapper();

  private AuditReader() {}

  /**
   * Hands each record that {@code filter} wants to {@code reader}.
   *
   * @return how many lines are no records, such as one that a crash has cut
   */
  public static long read(List<Path> directories, Filter filter, Reader reader) throws IOException {
    long unreadable = 0;
    for (Path directory : directories) {
      for (Path file : files(directory)) {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode record = parse(line);
            if (record == null) {
              unreadable++;
            } else if (filter.wants(record)) {
              reader.read(record);
            }
          }
        }
      }
    }
    return unreadable;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> AuditFile.isRecords(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  private static @Nullable JsonNode parse(String line) {
    try {
      JsonNode record = JSON.readTree(line);
      return record.hasNonNull("event") && record.hasNonNull("time") ? record : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** Takes a record. */
  @FunctionalInterface
  public interface Reader {
    void read(JsonNode record) throws IOException;
  }

  /**
   * Which records are wanted; {@code null} for any.
   *
   * @param userId of the caller
   * @param ticketId the ticket's internal id
   * @param attachmentId the attachment's
   * @param since from this time on
   * @param until before this time
   */
  public record Filter(
      @Nullable Long userId,
      @Nullable Long ticketId,
      @Nullable Long attachmentId,
      @Nullable Instant since,
      @Nullable Instant until) {

    boolean wants(JsonNode record) {
      return is(record, "user_id", userId)
          && is(record, "ticket_id", ticketId)
          && is(record, "attachment_id", attachmentId)
          && ((since == null && until == null) || inTime(record));
    }

    private static boolean is(JsonNode record, String field, @Nullable Long wanted) {
      return wanted == null
          || (record.path(field).isIntegralNumber() && record.get(field).longValue() == wanted);
    }

    private boolean inTime(JsonNode record) {
      try {
        Instant time = Instant.parse(record.path("time").asText());
        return (since == null || !time.isBefore(since)) && (until == null || time.isBefore(until));
      } catch (DateTimeException e) {
        return true;
      }
    }
  }
}
