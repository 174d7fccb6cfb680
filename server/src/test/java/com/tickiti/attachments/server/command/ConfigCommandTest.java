package com.tickiti.attachments.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {

  @TempDir private Path directory;
  private Path file;
  private Path password;

  @BeforeEach
  void arrange() throws IOException {
    password = Files.writeString(directory.resolve("password"), "s3cret\n");
    file =
        Files.writeString(
            directory.resolve("a.conf"),
            """
            # for serve and gc alike
            http-port = 9000
            grace = 3d
            db-url = jdbc:postgresql://db/helpdesk
            db-password-file = %s
            """
                .formatted(password));
  }

  @Test
  void print_showsValuesAndOriginsWithoutSecrets() {
    CommandRun run =
        CommandRun.of("config", "print", "--config=" + file, "--http-port=1", "--s3-path-style");

    assertThat(run.status()).isZero();
    assertThat(run.out().lines())
        .anyMatch(line -> line.matches("http-port +1 +command line"))
        .anyMatch(line -> line.matches("s3-path-style +true +command line"))
        .anyMatch(line -> line.matches("db-url +jdbc:postgresql://db/helpdesk +.*a.conf:4"))
        .anyMatch(line -> line.matches("db-password-file +.*password +.*a.conf:5"))
        .anyMatch(line -> line.matches("grpc-port +9090 +default"));
    assertThat(CommandRun.of("config", "print", "--db-password=hidden").out())
        .containsPattern("db-password +\\*{4} +command line")
        .doesNotContain("hidden");
  }

  @Test
  void check_valid_isStatus0() {
    assertThat(CommandRun.of("config", "check", "--config=" + file))
        .isEqualTo(new CommandRun(0, "the configuration is valid\n", ""));
  }

  @Test
  void check_wrongValue_isOneLineWithFileAndLineAndStatus2() throws IOException {
    Files.writeString(file, "\nhttp-port = 65536\n");

    assertThat(CommandRun.of("config", "check", "--config=" + file))
        .isEqualTo(
            new CommandRun(
                2, "", "--http-port: 65536 (expected: 0 to 65535), from " + file + ":2\n"));
  }

  @Test
  void check_unknownName_isOneLineWithFileAndLineAndStatus2() throws IOException {
    Files.writeString(file, "http-prot = 1\n");

    CommandRun run = CommandRun.of("config", "check", "--config=" + file);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .startsWith(file + ":1: http-prot is unknown");
  }

  @Test
  void check_settingsThatContradict_namesTheOriginOfTheFirst() throws IOException {
    Files.writeString(file, "db-user = x\n");

    assertThat(CommandRun.of("config", "check", "--config=" + file).err())
        .startsWith("--db-user and --db-password need --db-url")
        .endsWith(", from " + file + ":1\n");
  }
}
