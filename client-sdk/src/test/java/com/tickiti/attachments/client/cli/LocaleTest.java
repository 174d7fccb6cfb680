package com.tickiti.attachments.client.cli;

import static com.tickiti.attachments.client.ServiceExtension.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.client.ServiceExtension;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Real processes without a locale, as in cron jobs and containers. The scripts are ASCII. */
@EnabledOnOs(OS.LINUX)
final class LocaleTest {

  private static final String SETUP =
      """
      cd "$DIRECTORY"
      work="$(printf 'w\\303\\266rk')"
      file="$(printf 'gr\\303\\274n $x\\047.txt')"
      mkdir "$work"
      cd "$work"
      printf data > "$file"
      attachments() {
        env -i PATH="$PATH" LANG=C ATTACHMENTS_TOKEN='14|secret' ATTACHMENTS_TARGET="$TARGET" \\
          "$JAVA" -Xmx64m --enable-native-access=ALL-UNNAMED -cp "$CP" com.tickiti.attachments.client.cli.Main "$@"
      }
      """;

  @RegisterExtension private final ServiceExtension fixture = new ServiceExtension();
  @TempDir private Path directory;

  @Test
  void put_nonAsciiFileInNonAsciiDirectory_isSentUnderItsName() throws Exception {
    assertThat(run("attachments put 220009 42 \"$file\"; echo status $?"))
        .startsWith("gr\u00fcn $x'.txt: attachment 14494, 4 bytes")
        .endsWith("status 0\n");

    assertThat(fixture.service.uploads)
        .singleElement()
        .satisfies(header -> assertThat(header.getName()).isEqualTo("gr\u00fcn $x'.txt"));
  }

  @Test
  void get_nonAsciiName_isWrittenIntoTheWorkingDirectory() throws Exception {
    fixture.service.holds(bytes(1000));
    fixture.service.names("\u65e5\u672c.zip");

    assertThat(
            run(
                "attachments get 220009 14494; "
                    + "wc -c < \"$(printf '\\346\\227\\245\\346\\234\\254.zip')\""))
        .startsWith("\u65e5\u672c.zip: 1000 bytes")
        .endsWith("1000\n");
  }

  @Test
  void anyCommand_fails_keepsItsExitStatusAndIsOneLine() throws Exception {
    assertThat(run("attachments ls 220009 --target nosuch; echo status $?"))
        .isEqualTo("target: nosuch (expected: HOST:PORT) (see attachments ls --help)\nstatus 2\n");
  }

  /** Without what the tests alone need, such as a logging API without a provider. */
  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> !entry.contains("archunit") && !entry.contains("slf4j"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String run(String script) throws IOException {
    ProcessBuilder process =
        new ProcessBuilder("/bin/sh", "-c", SETUP + script).redirectErrorStream(true);
    process
        .environment()
        .putAll(
            Map.of(
                "DIRECTORY", directory.toString(),
                "TARGET", "127.0.0.1:" + fixture.onLoopback().getPort(),
                "JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "CP", classPath()));
    return new String(process.start().getInputStream().readAllBytes(), UTF_8);
  }
}
