package com.tickiti.attachments.edge.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class SettingSourcesTest {

  @Test
  void environment_standsInForASetting() {
    assertThat(read(Map.of("ATTACHMENTS_PROBE_PORT", "1", "ATTACHMENTS_PROBE_FLAG", "true")))
        .isEqualTo(new Probe(1, true, null, null));
  }

  @Test
  void commandLine_comesBeforeTheEnvironment() {
    assertThat(read(Map.of("ATTACHMENTS_PROBE_PORT", "1"), "--probe-port=2"))
        .isEqualTo(new Probe(2, false, null, null));
  }

  @Test
  void optionsThatAreNoSettings_areNotMapped() {
    assertThat(
            read(
                Map.of(
                    "ATTACHMENTS_VERSION", "1.4.2",
                    "ATTACHMENTS_HELP", "no",
                    "ATTACHMENTS_JSON", "yes")))
        .isEqualTo(new Probe(7, false, null, null));
  }

  @Test
  void serviceLinkOfKubernetes_isIgnored() {
    assertThat(read(Map.of("ATTACHMENTS_PROBE_PORT", "tcp://10.0.0.1:8080")))
        .isEqualTo(new Probe(7, false, null, null));
  }

  @Test
  void file_comesAfterTheEnvironmentAndBeforeTheDefault(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("a.conf"),
            """
            # a comment

            probe-port = 3
            probe-flag=true
            probe-text = a # b = c
            """);
    assertThat(read(Map.of(), "--config=" + file)).isEqualTo(new Probe(3, true, "a # b = c", null));
    assertThat(read(Map.of("ATTACHMENTS_CONFIG", file.toString(), "ATTACHMENTS_PROBE_PORT", "4")))
        .isEqualTo(new Probe(4, true, "a # b = c", null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          probe-prot = 3 | a.conf:1: probe-prot is unknown (expected: the name of an option without its dashes)
          config = b.conf | a.conf:1: config is unknown (expected: the name of an option without its dashes)
          json = true | a.conf:1: json is unknown (expected: the name of an option without its dashes)
          hidden | a.conf:1: not a setting (expected: name = value)
          = 3 | a.conf:1: not a setting (expected: name = value)
          probe-port = 3;probe-port = 4 | a.conf:2: probe-port is already set in line 1
          #;probe-port = x | --probe-port: x (expected: a whole number), from a.conf:2
          probe-flag = maybe | --probe-flag: maybe (expected: true or false), from a.conf:1
          """)
  void wrongLine_isReportedByFileLineAndName(String lines, String message, @TempDir Path directory)
      throws Exception {
    Path file = Files.writeString(directory.resolve("a.conf"), lines.replace(";", "\n"));

    assertThatThrownBy(() -> read(Map.of(), "--config=" + file))
        .message()
        .satisfies(text -> assertThat(text.replace(directory + "/", "")).contains(message));
  }

  @Test
  void missingFile_isReported() {
    assertThatThrownBy(() -> read(Map.of("ATTACHMENTS_CONFIG", "no-such-file")))
        .hasMessage("--config: no-such-file cannot be read");
  }

  @Test
  void wrongValueOfTheEnvironment_namesTheVariable() {
    assertThatThrownBy(() -> read(Map.of("ATTACHMENTS_PROBE_PORT", "x")))
        .hasMessage("--probe-port: x (expected: a whole number), from ATTACHMENTS_PROBE_PORT");
  }

  @Test
  void secret_isReadFromAFile(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "s3cret\n");

    Probe expected = new Probe(7, false, null, "s3cret");
    assertThat(read(Map.of("ATTACHMENTS_PROBE_SECRET_FILE", file.toString()))).isEqualTo(expected);
    assertThat(read(Map.of(), "--probe-secret-file=" + file)).isEqualTo(expected);
    assertThat(read(Map.of(), "--probe-secret=s3cret")).isEqualTo(expected);
    assertThatThrownBy(() -> read(Map.of(), "--probe-secret=a", "--probe-secret-file=" + file))
        .hasMessage("--probe-secret and --probe-secret-file exclude each other");
    assertThatThrownBy(() -> read(Map.of("ATTACHMENTS_PROBE_SECRET_FILE", "no-such-file")))
        .hasMessage(
            "--probe-secret-file: no-such-file cannot be read, from ATTACHMENTS_PROBE_SECRET_FILE");
  }

  @Test
  void entries_tellValueAndOriginAndMaskSecrets(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(directory.resolve("a.conf"), "\nprobe-text = x?password=hidden&a=b");
    Holder holder =
        parse(Map.of("ATTACHMENTS_PROBE_SECRET", "hidden"), "--config=" + file, "--probe-port=2");

    assertThat(holder.settings.entries())
        .containsExactly(
            new SettingsGroup.Entry("probe-flag", "false", "default"),
            new SettingsGroup.Entry("probe-port", "2", "command line"),
            new SettingsGroup.Entry("probe-secret", "****", "ATTACHMENTS_PROBE_SECRET"),
            new SettingsGroup.Entry("probe-secret-file", "-", "default"),
            new SettingsGroup.Entry("probe-text", "x?password=****&a=b", file + ":2"));
  }

  private static Probe read(Map<String, String> environment, String... options) {
    Holder holder = parse(environment, options);
    assertThat(holder.json).isFalse();
    return holder.settings.read();
  }

  private static Holder parse(Map<String, String> environment, String... options) {
    Holder holder = new Holder();
    SettingSources.addTo(new CommandLine(holder), environment).parseArgs(options);
    return holder;
  }

  @Command(mixinStandardHelpOptions = true)
  private static final class Holder {
    @Mixin private SettingsGroup<Probe> settings = new SettingsGroup<>(Probe.class);

    @Option(names = "--json")
    private boolean json;
  }

  private record Probe(
      @Option(names = "--probe-port", defaultValue = "7") int port,
      @Option(names = "--probe-flag") boolean flag,
      @Option(names = "--probe-text") @Nullable String text,
      @Option(names = "--probe-secret") @Secret @Nullable String secret) {}
}
