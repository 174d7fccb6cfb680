package com.tickiti.attachments.server.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The demo on paper: what to paste into a shell, and the answer to expect. */
public final class DemoGuide {

  private final DemoDescription demo;
  private final String trust;

  /**
   * A guide to {@code demo}.
   *
   * @param certificate what curl is to trust; {@code null} for a demo in plain text
   */
  public DemoGuide(DemoDescription demo, @Nullable Path certificate) {
    this.demo = demo;
    this.trust = certificate == null ? "" : "--cacert '" + certificate.toAbsolutePath() + "' ";
  }

  /** Prints it. The first request is the documented one, so that its bytes end up in a file. */
  public void print(PrintWriter out) {
    DemoCase documented = demo.cases().get(0);
    out.println("# The documented request, its bytes saved and checked");
    out.println(curl(documented) + " | jq -r '.data.content_base64' | base64 -d > attachment.bin");
    out.println("echo '" + documented.sha256() + "  attachment.bin' | sha256sum -c");
    byOutcome()
        .forEach(
            (outcome, cases) -> {
              out.println();
              out.println("## " + outcome);
              cases.forEach(demoCase -> print(demoCase, out));
            });
    out.println();
  }

  private Map<String, List<DemoCase>> byOutcome() {
    return demo.cases().stream()
        .skip(1)
        .collect(
            Collectors.groupingBy(DemoGuide::outcome, LinkedHashMap::new, Collectors.toList()));
  }

  private void print(DemoCase demoCase, PrintWriter out) {
    if (demoCase.sha256() == null) {
      out.println("# " + demoCase.name());
      out.println(curl(demoCase) + " -w '\\n'");
    } else {
      out.println("# " + demoCase.name() + ": sha256 " + demoCase.sha256());
      out.println(curl(demoCase) + " | jq -c '.data | del(.content_base64)'");
    }
  }

  private static String outcome(DemoCase demoCase) {
    return demoCase.error() == null
        ? demoCase.status() + " with the metadata (jq leaves the content out)"
        : demoCase.status() + " " + demoCase.error();
  }

  private String curl(DemoCase demoCase) {
    String authorization =
        demoCase.token() == null
            ? ""
            : " -H 'Authorization: Bearer " + demo.tokens().get(demoCase.token()) + "'";
    return "curl -sS "
        + trust
        + demo.http()
        + "/api/v1/tickets/attachment"
        + authorization
        + " -H 'Content-Type: application/json' -d '"
        + DemoJson.text(demoCase.body())
        + "'";
  }
}
