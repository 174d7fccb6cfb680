package com.tickiti.attachments.edge.log;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Properties;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What is running, for the line that a program logs when it has started.
 *
 * @param version of the jar; {@code development} where there is none
 * @param commit that it was built from, with {@code -dirty} where files had been changed; {@code
 *     unknown} outside a Git repository
 * @param jdk the version of the Java runtime
 */
public record Build(String version, String commit, String jdk) {

  private static final String GIT = "/attachments-git.properties";

  /** That of the jar which holds {@code program}. */
  public static Build of(Class<?> program) {
    String version = program.getPackage().getImplementationVersion();
    return new Build(
        version == null ? "development" : version, builtFrom(), Runtime.version().toString());
  }

  /** The event of a start, to which the program adds what it serves and where. */
  public LoggingEventBuilder started() {
    return LoggerFactory.getLogger(Log.PROGRAM)
        .atInfo()
        .addKeyValue("version", version)
        .addKeyValue("commit", commit)
        .addKeyValue("jdk", jdk)
        .addKeyValue("pid", ProcessHandle.current().pid())
        .addKeyValue("max_heap_bytes", Runtime.getRuntime().maxMemory());
  }

  /** The event of an orderly stop. */
  public static LoggingEventBuilder stopped() {
    return LoggerFactory.getLogger(Log.PROGRAM)
        .atInfo()
        .addKeyValue("uptime_seconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
  }

  private static String builtFrom() {
    Properties git = new Properties();
    try (InputStream file = Build.class.getResourceAsStream(GIT)) {
      if (file != null) {
        git.load(file);
      }
    } catch (IOException e) {
      return "unknown"; // as without the file
    }
    String id = git.getProperty("git.commit.id.abbrev", "unknown");
    return Boolean.parseBoolean(git.getProperty("git.dirty")) ? id + "-dirty" : id;
  }
}
