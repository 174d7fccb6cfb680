package com.tickiti.attachments.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A run of the demo in a JVM of its own, so that the JVM records which classes a start and a
 * download need: a class-data archive (JEP 350) up to Java 24, an AOT cache (JEP 514) from Java 25
 * on. The JVM writes it when it exits.
 */
public final class TrainingRun {

  private static final int FIRST_WITH_AOT_CACHE = 25;
  private static final int LONGEST_END_SECONDS = 120;

  private final Path jar;
  private final Path directory;

  /**
   * A run that has not begun.
   *
   * @param jar of the server
   * @param directory empty; for the demo's data
   */
  public TrainingRun(Path jar, Path directory) {
    this.jar = jar;
    this.directory = directory;
  }

  /** The option with which a later JVM uses {@code file}. */
  public static String useOption(Path file) {
    return (hasAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file;
  }

  /**
   * Writes {@code file}.
   *
   * @throws IOException where the demo does not start or the JVM writes no file; with what it said
   */
  public void write(Path file) throws IOException, InterruptedException {
    Path errors = directory.resolve("errors.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                (hasAotCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + file,
                "-jar",
                jar.toString(),
                "demo",
                "--data-dir=" + directory,
                "--http-port=0",
                "--grpc-port=0")
            .redirectError(errors.toFile())
            .start();
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      while (line != null && !line.startsWith("ready ")) {
        line = output.readLine();
      }
      if (line != null) {
        download();
      }
      // By its handle: Process.destroy would close the output, too.
      process.toHandle().destroy();
      output.lines().forEach(rest -> {});
      if (!process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS) || !Files.exists(file)) {
        throw new IOException("the JVM wrote no " + file + ": " + Files.readString(errors));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /** The first case of the demo, which succeeds. */
  private void download() throws IOException, InterruptedException {
    JsonNode demo = new ObjectMapper().readTree(directory.resolve("demo.json").toFile());
    JsonNode first = demo.path("cases").path(0);
    String token = demo.path("tokens").path(first.path("token").asText()).asText();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(demo.path("http").asText() + "/api/v1/tickets/attachment"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(first.path("body").toString()))
            .build();
    int status =
        HttpClient.newHttpClient()
            .send(request, HttpResponse.BodyHandlers.discarding())
            .statusCode();
    if (status != first.path("status").asInt()) {
      throw new IOException("a download in the training run was answered " + status);
    }
  }

  private static boolean hasAotCache() {
    return Runtime.version().feature() >= FIRST_WITH_AOT_CACHE;
  }
}
