package com.tickiti.attachments.edge.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class SettingSourcesTest {

  @Test
  void environment_standsInForASetting() {
    assertThat(read(Map.of("ATTACHMENTS_PROBE_PORT", "1", "ATTACHMENTS_PROBE_FLAG", "true")))
        .isEqualTo(new Probe(1, true));
  }

  @Test
  void commandLine_comesBeforeTheEnvironment() {
    assertThat(read(Map.of("ATTACHMENTS_PROBE_PORT", "1"), "--probe-port=2"))
        .isEqualTo(new Probe(2, false));
  }

  @Test
  void optionsThatAreNoSettings_areNotMapped() {
    assertThat(
            read(
                Map.of(
                    "ATTACHMENTS_VERSION", "1.4.2",
                    "ATTACHMENTS_HELP", "no",
                    "ATTACHMENTS_JSON", "yes")))
        .isEqualTo(new Probe(7, false));
  }

  @Test
  void serviceLinkOfKubernetes_isIgnored() {
    assertThat(read(Map.of("ATTACHMENTS_PROBE_PORT", "tcp://10.0.0.1:8080")))
        .isEqualTo(new Probe(7, false));
  }

  private static Probe read(Map<String, String> environment, String... options) {
    Holder holder = new Holder();
    new CommandLine(holder)
        .setDefaultValueProvider(new SettingSources(environment))
        .parseArgs(options);
    assertThat(holder.json).isFalse();
    return holder.settings.read();
  }

  @Command(mixinStandardHelpOptions = true)
  private static final class Holder {
    @Mixin private SettingsGroup<Probe> settings = new SettingsGroup<>(Probe.class);

    @Option(names = "--json")
    private boolean json;
  }

  private record Probe(
      @Option(names = "--probe-port", defaultValue = "7") int port,
      @Option(names = "--probe-flag") boolean flag) {}
}
