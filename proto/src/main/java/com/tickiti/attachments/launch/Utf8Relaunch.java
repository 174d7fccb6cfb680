package com.tickiti.attachments.launch;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Runs the program again with a UTF-8 locale where the process has none, as in cron jobs and
 * containers. In the POSIX locale Java (17 to 25 alike) decodes arguments, the working directory
 * and file names as ASCII when the process starts, and no option set later changes that.
 *
 * <p>The new process gets the very bytes of this one's command line, from {@code /proc}, through a
 * shell script that is ASCII. It shares standard input and output with this process, is stopped
 * when this one is stopped by a signal, and stops when this one is killed.
 */
public final class Utf8Relaunch {

  /** Holds the process id of the first process in the environment of the second. */
  static final String PARENT = "UTF8_RELAUNCH_PARENT";

  /** The exit status where a name cannot be read: wrong use. */
  static final int UNREADABLE = 2;

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  /** What Java puts in place of a byte that it cannot decode. */
  private static final String UNDECODED = "\ufffd";

  /** Bytes that have no meaning of their own to the shell and printf. */
  private static final BitSet PLAIN = plainBytes();

  private Utf8Relaunch() {}

  /**
   * Runs the program again where that is needed, and waits for its end.
   *
   * @param arguments of the main method
   * @param namesInData whether the program meets file names beyond its arguments, so that a process
   *     that decodes ASCII only is never enough
   * @return the exit status to end with; empty where this process is to go on
   */
  public static OptionalInt run(String[] arguments, boolean namesInData) {
    Map<String, String> environment = System.getenv();
    String parent = environment.get(PARENT);
    if (parent != null) {
      endWith(parent);
    }
    if (!decodesAsciiOnly()) {
      return OptionalInt.empty();
    }
    Optional<String> unreadable = unreadable(arguments, environment);
    if (parent == null && (namesInData || unreadable.isPresent())) {
      OptionalInt status = relaunch();
      if (status.isPresent()) {
        return status;
      }
    }
    if (unreadable.isPresent()) {
      // Else data would be written to a directory with question marks in its name.
      System.err.println(
          unreadable.get()
              + " cannot be read in this locale: set LC_ALL to a UTF-8 locale, such as C.UTF-8");
      return OptionalInt.of(UNREADABLE);
    }
    return OptionalInt.empty();
  }

  /** The first name that was not decoded; empty where there is none. */
  private static Optional<String> unreadable(String[] arguments, Map<String, String> environment) {
    if (System.getProperty("user.dir", "").contains(UNDECODED)) {
      return Optional.of("The working directory's name");
    }
    if (Stream.of(arguments).anyMatch(argument -> argument.contains(UNDECODED))) {
      return Optional.of("An argument");
    }
    return environment.entrySet().stream()
        .filter(variable -> variable.getKey().startsWith("ATTACHMENTS_"))
        .filter(variable -> variable.getValue().contains(UNDECODED))
        .map(variable -> "The environment variable " + variable.getKey())
        .findFirst();
  }

  private static boolean decodesAsciiOnly() {
    String charset = System.getProperty("sun.jnu.encoding");
    return charset != null
        && Charset.isSupported(charset)
        && Charset.forName(charset).equals(StandardCharsets.US_ASCII);
  }

  /** The exit status of the new process; empty where it cannot be started. */
  private static OptionalInt relaunch() {
    try {
      String script = script(Files.readAllBytes(COMMAND_LINE), ProcessHandle.current().pid());
      Process process = new ProcessBuilder("/bin/sh", "-c", script).inheritIO().start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process), "stop"));
      return OptionalInt.of(process.waitFor());
    } catch (IOException e) {
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  /** Passes a signal on, and ends with the exit status of {@code process}. */
  private static void stop(Process process) {
    process.destroy();
    try {
      // Not exit, which has begun; and the JVM's own status would be 128 + signal.
      Runtime.getRuntime().halt(process.waitFor());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops this process, orderly, once the one that started it has ended. */
  private static void endWith(String parent) {
    Optional<ProcessHandle> process =
        parent.matches("[0-9]{1,18}")
            ? ProcessHandle.of(Long.parseLong(parent))
            : Optional.<ProcessHandle>empty();
    process.ifPresent(
        running -> {
          var unused = running.onExit().thenRun(() -> System.exit(1));
        });
  }

  /**
   * A script that replaces its shell by the command. Each argument gets an x at its end, since a
   * command substitution removes newlines there.
   *
   * @param commandLine the arguments, each ended by a NUL
   * @param parent the process to end with
   */
  static String script(byte[] commandLine, long parent) {
    StringBuilder script = new StringBuilder("set --\n");
    boolean inArgument = false;
    for (byte b : commandLine) {
      if (!inArgument) {
        script.append("a=$(printf %b '");
        inArgument = true;
      }
      if (b == 0) {
        script.append("x'); set -- \"$@\" \"${a%x}\"\n");
        inArgument = false;
      } else if (PLAIN.get(b & 0xff)) {
        script.append((char) b);
      } else {
        script.append("\\0%03o".formatted(b & 0xff));
      }
    }
    return script
        .append("LC_ALL=C.UTF-8; %1$s=%2$d; export LC_ALL %1$s\n".formatted(PARENT, parent))
        .append("exec \"$@\"\n")
        .toString();
  }

  private static BitSet plainBytes() {
    BitSet plain = new BitSet();
    plain.set('a', 'z' + 1);
    plain.set('A', 'Z' + 1);
    plain.set('0', '9' + 1);
    for (char c : "/:._=-,+".toCharArray()) {
      plain.set(c);
    }
    return plain;
  }
}
