package com.tickiti.attachments.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads a log in files as an operator does. */
public final class AuditFiles {

  private static final ObjectMapper JSON = new ObjectMapper();

  private AuditFiles() {}

  /** The files of a log, in the order in which they were begun. */
  public static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(AuditFiles::isOfTheLog).sorted().toList();
    }
  }

  private static boolean isOfTheLog(Path file) {
    return file.getFileName().toString().startsWith("audit-");
  }

  /** All records, in the order in which they were added. */
  public static List<JsonNode> records(Path directory) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (Path file : list(directory)) {
      for (String line : Files.readAllLines(file)) {
        records.add(JSON.readTree(line));
      }
    }
    return records;
  }

  /** The same where a process may have been killed: a file's last line may be torn. */
  public static List<JsonNode> recordsOfTheKilled(Path directory) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (Path file : list(directory)) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        try {
          records.add(JSON.readTree(lines.get(i)));
        } catch (JsonProcessingException e) {
          if (i < lines.size() - 1) {
            throw e;
          }
        }
      }
    }
    return records;
  }
}
