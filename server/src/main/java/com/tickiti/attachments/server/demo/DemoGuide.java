package com.tickiti.attachments.server.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The demo on paper: one page for a terminal of 80 by 24, and a file with a request for every
 * documented outcome, each to paste into a shell, with the answer to expect.
 */
public final class DemoGuide {

  private static final String REQUESTS = "demo.sh";
  private static final int DIGEST_START = 16;

  private final DemoDescription demo;
  private final Path directory;
  private final @Nullable Path certificate;

  /**
   * A guide to {@code demo}.
   *
   * @param directory where the files for programs and people are
   * @param certificate what clients are to trust; {@code null} for a demo in plain text
   */
  public DemoGuide(DemoDescription demo, Path directory, @Nullable Path certificate) {
    this.demo = demo;
    this.directory = directory;
    this.certificate = certificate == null ? null : certificate.toAbsolutePath();
  }

  /**
   * Prints the page: with the lines that are logged and printed at the start it fits a terminal.
   *
   * @param developerPage whether there is one
   */
  public void print(PrintWriter out, boolean developerPage) {
    DemoCase documented = demo.cases().get(0);
    String body = DemoJson.text(documented.body());
    out.println("# The documented request, which answers with the file in base64");
    out.println("TOKEN='" + demo.tokens().get(documented.token()) + "'");
    out.println("curl -sS " + demo.http() + "/api/v1/tickets/attachment \\");
    if (certificate != null) {
      out.println("  --cacert '" + certificate + "' \\");
    }
    out.println("  -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \\");
    out.println("  -d '" + body + "' |");
    out.println(
        "  jq -r .data.content_base64 | base64 -d | sha256sum # "
            + String.valueOf(documented.sha256()).substring(0, DIGEST_START)
            + "...");
    out.println("# What gRPC says of that file");
    String trust = certificate == null ? "-plaintext" : "-cacert '" + certificate + "'";
    out.println("grpcurl " + trust + " -H \"authorization: Bearer $TOKEN\" \\");
    out.println("  -d '" + body + "' \\");
    out.println("  " + demo.grpc() + " tickiti.attachments.v1.AttachmentService/GetAttachment");
    if (developerPage) {
      out.println("# A page to try all of it: " + demo.http() + "/");
    }
    out.println("# Each documented outcome, with a curl: " + directory.resolve(REQUESTS));
    out.println("# The same for programs: " + directory.resolve(DemoDescription.FILE));
  }

  /** Writes the file of all requests, for its owner's eyes only. */
  public void write() throws IOException {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    writeRequests(out);
    out.flush();
    DemoDescription.write(directory.resolve(REQUESTS), text.toString());
  }

  /** The first request is the documented one, so that its bytes end up in a file. */
  private void writeRequests(PrintWriter out) {
    DemoCase documented = demo.cases().get(0);
    out.println("# The documented request, its bytes saved and checked");
    out.println(curl(documented) + " | jq -r '.data.content_base64' | base64 -d > attachment.bin");
    out.println("echo '" + documented.sha256() + "  attachment.bin' | sha256sum -c");
    byOutcome()
        .forEach(
            (outcome, cases) -> {
              out.println();
              out.println("## " + outcome);
              cases.forEach(demoCase -> writeRequest(demoCase, out));
            });
  }

  private Map<String, List<DemoCase>> byOutcome() {
    return demo.cases().stream()
        .skip(1)
        .collect(
            Collectors.groupingBy(DemoGuide::outcome, LinkedHashMap::new, Collectors.toList()));
  }

  private void writeRequest(DemoCase demoCase, PrintWriter out) {
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
        + (certificate == null ? "" : "--cacert '" + certificate + "' ")
        + demo.http()
        + "/api/v1/tickets/attachment"
        + authorization
        + " -H 'Content-Type: application/json' -d '"
        + DemoJson.text(demoCase.body())
        + "'";
  }
}
