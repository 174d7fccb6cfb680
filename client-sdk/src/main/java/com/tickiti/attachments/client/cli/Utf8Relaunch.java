package com.tickiti.attachments.client.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Runs the command anew with a UTF-8 locale where there is no locale, as in cron jobs and
 * containers. In the POSIX locale Java (17 to 25 alike) decodes arguments, the working directory
 * and file names as ASCII when the process starts, and no option set later changes that.
 *
 * <p>The new process gets the very bytes of this one's command line, from {@code /proc}, through a
 * shell script that is ASCII. Where there is no {@code /proc}, nothing happens.
 */
final class Utf8Relaunch {

  private static final String DONE = "ATTACHMENTS_RELAUNCHED";
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private Utf8Relaunch() {}

  /** The exit status of the new process; empty where none was needed or possible. */
  static OptionalInt run(Map<String, String> environment) {
    if (environment.containsKey(DONE) || !isAscii(System.getProperty("sun.jnu.encoding"))) {
      return OptionalInt.empty();
    }
    try {
      Process process =
          new ProcessBuilder("/bin/sh", "-c", script(Files.readAllBytes(COMMAND_LINE)))
              .inheritIO()
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      return OptionalInt.of(process.waitFor());
    } catch (IOException e) {
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  private static boolean isAscii(@Nullable String charset) {
    return charset != null
        && Charset.isSupported(charset)
        && Charset.forName(charset).equals(StandardCharsets.US_ASCII);
  }

  /**
   * A script that replaces its shell by the command.
   *
   * @param commandLine the arguments, each ended by a NUL
   */
  static String script(byte[] commandLine) {
    StringBuilder script =
        new StringBuilder("LC_ALL=C.UTF-8 " + DONE + "=1; export LC_ALL " + DONE + "; exec");
    boolean inArgument = false;
    for (byte b : commandLine) {
      if (!inArgument) {
        script.append(" \"$(printf %b '");
        inArgument = true;
      }
      if (b == 0) {
        script.append("')\"");
        inArgument = false;
      } else {
        script.append("\\0%03o".formatted(b & 0xff));
      }
    }
    return script.toString();
  }
}
