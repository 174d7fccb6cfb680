package com.tickiti.attachments.launch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script, run by the shell that runs it in earnest; the programs have tests of their own. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class Utf8RelaunchTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "-n",
        "%s\\n",
        "it's \"quoted\" $HOME `id` \\0101 \\c",
        "line\n\n",
        "x",
        "\u00c3\u00a91",
        "\u00ff\u0001\u007f",
        "* ? ~ ; & | < > #"
      })
  void script_anyArgument_isPassedOnByteByByte(String argument) throws Exception {
    assertThat(run("/usr/bin/printf", "%s|%s", argument, "end")).isEqualTo(argument + "|end");
  }

  @Test
  void script_environment_isUtf8AndNamesTheFirstProcess() throws Exception {
    assertThat(run("/bin/sh", "-c", "echo $LC_ALL $UTF8_RELAUNCH_PARENT"))
        .isEqualTo("C.UTF-8 4711\n");
  }

  /** Each char is a byte. */
  private static String run(String... command) throws IOException {
    byte[] commandLine = (String.join("\0", command) + "\0").getBytes(ISO_8859_1);
    Process process =
        new ProcessBuilder("/bin/sh", "-c", Utf8Relaunch.script(commandLine, 4711))
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), ISO_8859_1);
  }
}
