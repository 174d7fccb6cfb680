package com.tickiti.attachments.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files under {@code deploy} say to the server, {@code serve} accepts. */
class DeployFilesTest {

  private static final Path DEPLOY = Path.of("src/main/deploy");

  @TempDir private Path directory;

  @Test
  void compose_givesSettingsThatServeAccepts() throws IOException {
    String compose = Files.readString(DEPLOY.resolve("container/compose.yaml"));
    Matcher command = Pattern.compile("command: \\[serve, (.*)]").matcher(compose);
    assertThat(command.find()).isTrue();

    assertAccepted(List.of(command.group(1).replace("\"", "").split(", ")));
  }

  @Test
  void unit_givesSettingsThatServeAccepts() throws IOException {
    String unit = Files.readString(DEPLOY.resolve("systemd/attachments-server.service"));
    Matcher command = Pattern.compile("(?m)^ExecStart=.* serve (.*)$").matcher(unit);
    assertThat(command.find()).isTrue();
    Path file = Files.writeString(directory.resolve("attachments.conf"), "http-port = 8080\n");

    assertAccepted(
        Stream.of(command.group(1).split(" "))
            .map(word -> word.equals("/etc/attachments/attachments.conf") ? file + "" : word)
            .map(word -> word.equals("${STATE_DIRECTORY}") ? directory + "" : word)
            .toList());
  }

  private static void assertAccepted(List<String> settings) {
    CommandRun run =
        CommandRun.of(
            Stream.concat(Stream.of("config", "check"), settings.stream()).toArray(String[]::new));

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
  }
}
