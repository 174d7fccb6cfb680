package com.tickiti.attachments.client.examples;

import static com.tickiti.attachments.client.ServiceExtension.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.client.AttachmentClient;
import com.tickiti.attachments.client.ServiceExtension;
import com.tickiti.attachments.v1.ErrorReason;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class SdkExampleTest {

  @RegisterExtension private final ServiceExtension fixture = new ServiceExtension();
  @TempDir private Path directory;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void example_run_doesWhatItSays() throws Exception {
    try (AttachmentClient client =
        AttachmentClient.builder()
            .target("dns:///127.0.0.1:" + fixture.onLoopback().getPort())
            .plaintext()
            .token("14|secret")
            .build()) {
      SdkExample example =
          new SdkExample(client, new PrintStream(printed, true, StandardCharsets.UTF_8));

      fixture.service.holds(bytes(1000));
      example.saveAll(220009, directory);
      assertThat(directory.resolve("14494")).hasBinaryContent(bytes(1000));
      assertThat(lastLine()).isEqualTo("UPDD Diag.zip has 1000 bytes");

      fixture.service.holds("one\ntwo: failed\nthree\n".getBytes(StandardCharsets.UTF_8));
      example.findLine(220009, 14494, "failed");
      assertThat(lastLine()).isEqualTo("two: failed");

      Path report = Files.writeString(directory.resolve("report.txt"), "all is well");
      fixture.service.refuses(ErrorReason.ERROR_REASON_UNAVAILABLE);
      example.attachReport(220009, 42, report, "job-7");
      assertThat(lastLine()).isEqualTo("attached as 14494");
      assertThat(fixture.service.stored).containsOnlyKeys("report:job-7");
    }
  }

  private String lastLine() {
    return printed.toString(StandardCharsets.UTF_8).lines().reduce("", (first, last) -> last);
  }
}
