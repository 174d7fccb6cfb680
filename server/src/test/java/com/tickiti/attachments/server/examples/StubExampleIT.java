package com.tickiti.attachments.server.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.GrpcCaller;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.StatusException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StubExampleIT {

  @TempDir private Path directory;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void example_run_doesWhatItSays() throws Exception {
    try (TestHelpdesk helpdesk = new TestHelpdesk(directory);
        GrpcCaller caller = new GrpcCaller(helpdesk.server().grpcTarget())) {
      StubExample example =
          new StubExample(
              caller.channel(), TestHelpdesk.WRITER, new PrintStream(printed, true, UTF_8));
      Path report = Files.write(directory.resolve("report.txt"), new byte[300_000]);

      example.attach("220009", "42", report, "job-7");
      String id = lastLine().replace("attached as ", "");
      example.attach("220009", "42", report, "job-7");
      assertThat(lastLine()).isEqualTo("attached as " + id);

      example.list("220009");
      assertThat(lastLine()).isEqualTo(id + " FILE_TYPE_OUTCOME_ALLOWED report.txt");

      Path saved = directory.resolve("saved");
      example.save("220009", id, saved);
      assertThat(saved).hasSameBinaryContentAs(report);
      assertThat(lastLine()).isEqualTo("report.txt has 300000 bytes");

      StatusException refused =
          catchThrowableOfType(StatusException.class, () -> example.save("220009", "1", saved));
      assertThat(AttachmentError.fromThrowable(refused).reason())
          .isEqualTo(ErrorReason.ERROR_REASON_NOT_FOUND);
    }
  }

  private String lastLine() {
    return printed.toString(UTF_8).lines().reduce("", (first, last) -> last);
  }
}
