package com.tickiti.attachments.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.EdgeConfig.ConnectionLimits;
import com.tickiti.attachments.edge.download.DownloadPace;
import com.tickiti.attachments.edge.limit.AddressRanges;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class EdgeOptionsTest {

  @Test
  void nothingGiven_isTheDefaults() {
    assertThat(parse()).isEqualTo(EdgeConfig.defaults());
  }

  @Test
  void everyOption_reachesItsSetting() {
    assertThat(
            parse(
                "--bind 127.0.0.2 --http-port 1 --http-max-connections 2 --http-idle-timeout 3s"
                    + " --http-max-line-bytes 4 --http-max-header-bytes 5 --http-max-streams 6"
                    + " --http-max-resets 7 --http-reset-window 8s --http-request-timeout 9ms"
                    + " --http-stall-timeout 10m --http-min-rate 11 --http-max-duration 12h"
                    + " --quiet-period 13s --grace-period 14s"))
        .isEqualTo(
            new EdgeConfig(
                "127.0.0.2",
                1,
                null,
                new ConnectionLimits(2, Duration.ofSeconds(3), 4, 5, 6, 7, Duration.ofSeconds(8)),
                Duration.ofMillis(9),
                new DownloadPace(Duration.ofMinutes(10), 11, Duration.ofHours(12)),
                Duration.ofSeconds(13),
                Duration.ofSeconds(14),
                AddressRanges.NONE));
  }

  private static EdgeConfig parse(String... line) {
    EdgeOptions options = new EdgeOptions();
    new CommandLine(options).parseArgs(line.length == 0 ? line : line[0].split(" "));
    return options.toConfig();
  }
}
