package com.tickiti.attachments.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The alert rules, by Prometheus' own checker. */
class AlertsTest {

  private static final Path RULES = Promtool.DEPLOY.resolve("prometheus/alerts.yml");
  private static final Path CASES = Promtool.DEPLOY.resolve("prometheus/alerts_test.yml");

  @Test
  void rulesAndConfiguration_areValid() throws Exception {
    Promtool.assumePresent();

    Promtool.check(RULES, "check", "rules", RULES.toString());
    Promtool.check(RULES, "check", "config", RULES.resolveSibling("prometheus.yml").toString());
  }

  @Test
  void eachAlert_firesInItsCaseAndNotWhenAllIsWell() throws Exception {
    Promtool.assumePresent();

    Promtool.check(CASES, "test", "rules", CASES.toString());
  }

  @Test
  void eachAlert_hasACaseInWhichItFires() throws Exception {
    Pattern rule = Pattern.compile("- alert: (\\w+)");
    Set<String> alerts = new TreeSet<>();
    for (String line : Promtool.lines("prometheus/alerts.yml")) {
      Matcher name = rule.matcher(line);
      if (name.find()) {
        alerts.add(name.group(1));
      }
    }
    String cases = String.join("\n", Promtool.lines("prometheus/alerts_test.yml"));
    Matcher firing =
        Pattern.compile("alertname: (\\w+)\\s+exp_alerts:\\s+- exp_labels").matcher(cases);
    Set<String> covered = new TreeSet<>();
    while (firing.find()) {
      covered.add(firing.group(1));
    }

    assertThat(alerts).isNotEmpty().isEqualTo(covered);
  }
}
