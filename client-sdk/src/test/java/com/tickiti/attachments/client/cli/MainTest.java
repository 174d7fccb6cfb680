package com.tickiti.attachments.client.cli;

import static com.tickiti.attachments.client.ServiceExtension.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.FileTypeOutcome;
import com.tickiti.attachments.client.ServiceExtension;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.Intent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class MainTest {

  @RegisterExtension private final ServiceExtension fixture = new ServiceExtension();
  @TempDir private Path directory;

  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final ByteArrayOutputStream standardOutput = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void serve() throws IOException {
    environment.put("ATTACHMENTS_TOKEN", "14|secret");
    environment.put("ATTACHMENTS_TARGET", "127.0.0.1:" + fixture.onLoopback().getPort());
    fixture.service.holds(bytes(1000));
  }

  private int run(String... arguments) {
    CommandLine commandLine =
        Main.commandLine(environment, standardOutput)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  @Test
  void get_served_putsTheFileInPlace() {
    Path file = directory.resolve("diagnostics.zip");

    assertThat(run("get", "220009", "14494", "-o", file.toString())).isZero();

    assertThat(file).hasBinaryContent(bytes(1000));
    assertThat(out.toString())
        .startsWith(file + ": 1000 bytes, application/zip, sha256 ")
        .hasLineCount(1);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void get_confirmReviewByTicketId_saysSo() {
    Path file = directory.resolve("f");

    assertThat(run("get", "7", "14494", "--ticket-id", "--confirm-review", "-o", file.toString()))
        .isZero();

    assertThat(fixture.service.downloads.get(0).getTicketId()).isEqualTo("7");
    assertThat(fixture.service.downloads.get(0).getIntent()).isEqualTo(Intent.INTENT_REVIEW_OK);
  }

  @Test
  void get_json_printsTheAttachment() {
    Path file = directory.resolve("f");

    assertThat(run("get", "220009", "14494", "--json", "-o", file.toString())).isZero();

    assertThat(out.toString().strip())
        .startsWith(
            "{\"ok\":true,\"data\":{\"id\":\"14494\",\"response_id\":\"42\","
                + "\"name\":\"UPDD Diag.zip\",\"mime_type\":\"application/zip\",\"sha256\":\"")
        .endsWith("\"file_size\":1000,\"is_inline\":false,\"file_type\":\"allowed\"}}");
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR_REASON_NOT_FOUND, not_found, 1",
    "ERROR_REASON_ATTACHMENT_BLOCKED, attachment_blocked, 1",
    "ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED, attachment_review_required, 1",
    "ERROR_REASON_INTERNAL, internal, 1",
    "ERROR_REASON_UNAVAILABLE, unavailable, 3",
    "ERROR_REASON_RATE_LIMITED, rate_limited, 3",
  })
  void get_refused_tellsInOneLineWithTheRequestId(ErrorReason reason, String code, int status) {
    fixture.service.refuses(reason);
    Path file = directory.resolve("f");

    assertThat(run("get", "220009", "14494", "--json", "--attempts", "1", "-o", file.toString()))
        .isEqualTo(status);

    assertThat(err.toString()).contains(code, "request logged-").hasLineCount(1);
    assertThat(out.toString())
        .startsWith("{\"ok\":false,\"error\":\"" + code + "\",\"message\":\"")
        .contains("\"request_id\":\"logged-");
    assertThat(file).doesNotExist();
  }

  @Test
  void get_reviewRequired_namesTheOption() {
    fixture.service.refuses(ErrorReason.ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED);

    assertThat(run("get", "220009", "14494", "-o", directory.resolve("f").toString())).isEqualTo(1);

    assertThat(err.toString()).contains("add --confirm-review").doesNotContain("intent");
  }

  @Test
  void get_toStandardOutput_writesTheBytesAlone() {
    assertThat(run("get", "220009", "14494", "-o", "-")).isZero();

    assertThat(standardOutput.toByteArray()).isEqualTo(bytes(1000));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void get_toDirectory_usesTheAttachmentsNameAndReplacesNothing() {
    assertThat(run("get", "220009", "14494", "-o", directory.toString())).isZero();
    assertThat(directory.resolve("UPDD Diag.zip")).hasBinaryContent(bytes(1000));

    assertThat(run("get", "220009", "14494", "-o", directory.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("exists; name it with -o to replace it").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "a.zip, a.zip",
    "../../etc/passwd, _./.._etc_passwd",
    "C:\\x.txt, C__x.txt",
    ".bashrc, _bashrc",
    "' ', attachment-14494"
  })
  void fileName_ofAnyName_staysInTheDirectory(String name, String expected) {
    assertThat(Destination.fileName(named(name))).isEqualTo(expected.replace('/', '_'));
  }

  @Test
  void fileName_tooLong_isCutBeforeTheExtension() {
    assertThat(Destination.fileName(named("\u00fc".repeat(250) + ".zip")))
        .isEqualTo("\u00fc".repeat(98) + ".zip");
  }

  private static Attachment named(String name) {
    return new Attachment(14494, 42, name, "a/b", "", 0, false, FileTypeOutcome.ALLOWED);
  }

  @Test
  void get_damaged_exitsWithFourAndLeavesNothing() throws IOException {
    fixture.service.damages(new byte[1000]);
    Path file = Files.writeString(directory.resolve("f"), "before");

    assertThat(run("get", "220009", "14494", "-o", file.toString())).isEqualTo(4);

    assertThat(err.toString()).contains("SHA-256").hasLineCount(1);
    assertThat(file).hasContent("before");
  }

  @Test
  void get_unreachable_exitsWithThree() {
    assertThat(run("get", "1", "1", "-o", "f", "--target", "127.0.0.1:1", "--attempts", "1"))
        .isEqualTo(3);

    assertThat(err.toString()).contains("Connection refused").hasLineCount(1);
  }

  @Test
  void ls_names_areHarmlessToATerminal() {
    fixture.service.renames("a\u001b[31m\u202e\n.zip");

    assertThat(run("ls", "220009")).isZero();

    assertThat(out.toString()).endsWith("a?[31m??.zip" + System.lineSeparator()).hasLineCount(1);
  }

  @Test
  void ls_json_printsAnArray() {
    fixture.service.renames("\u001b\"\u00e9");

    assertThat(run("ls", "220009", "--json")).isZero();

    assertThat(out.toString())
        .startsWith("{\"ok\":true,\"data\":[{\"id\":\"14494\"")
        .contains("\"name\":\"\\u001b\\\"\\u00e9\"");
  }

  @Test
  void info_reviewGated_tellsBothOutcomes() {
    assertThat(run("info", "220009", "14494")).isZero();
    assertThat(out.toString())
        .contains("name             UPDD Diag.zip", "download         Review it.")
        .contains("review confirmed served");

    assertThat(run("info", "220009", "14494", "--json")).isZero();
    assertThat(out.toString())
        .contains("\"refusal\":\"attachment_review_required\",\"refusal_if_review_ok\":null}}");
  }

  @Test
  void put_named_attachesUnderThatNameAndId() throws IOException {
    Path file = Files.write(directory.resolve("screen.png"), bytes(5000));

    assertThat(
            run(
                "put",
                "220009",
                "42",
                file.toString(),
                "--name",
                "a.png",
                "--inline",
                "--request-id",
                "mine"))
        .isZero();

    assertThat(fixture.service.stored.get("mine")).isEqualTo(bytes(5000));
    assertThat(fixture.service.uploads.get(0).getIsInline()).isTrue();
    assertThat(out.toString()).startsWith("a.png: attachment 14494, 5000 bytes");
  }

  @Test
  void put_invalid_tellsTheFieldsInJson() throws IOException {
    Path file = Files.write(directory.resolve("f"), bytes(5));
    fixture.service.refusals.add(
        AttachmentError.invalid(Map.of("name", List.of("is too long"))).toException());

    assertThat(run("put", "220009", "42", file.toString(), "--json")).isEqualTo(1);

    assertThat(out.toString()).contains("\"errors\":{\"name\":[\"is too long\"]}}");
  }

  @Test
  void get_toMissingDirectory_tellsWhich() {
    Path file = directory.resolve("absent").resolve("f");

    assertThat(run("get", "220009", "14494", "-o", file.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("absent", "no such file or directory").hasLineCount(1);
  }

  @Test
  void put_fileMissing_tellsWhich() {
    assertThat(run("put", "220009", "42", "absent.png")).isEqualTo(1);

    assertThat(err.toString().strip()).isEqualTo("absent.png: no such file or directory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get 220009 14494 -o - --json",
        "ls 220009 --target 127.0.0.1:99999",
        "ls 220009 --target 127.0.0.1",
        "ls 220009 --target http://127.0.0.1:8080",
        "get abc 14494 -o f",
        "get 220009 14494 -o f --attempts 0",
        "ls 220009 --client-cert f",
        "ls",
        "frobnicate",
        ""
      })
  void anyCommand_wrongUse_isOneLineAndStatusTwo(String arguments) {
    assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);

    assertThat(err.toString()).contains("--help").hasLineCount(1);
  }

  @Test
  void anyCommand_withoutToken_isStatusTwo() {
    environment.remove("ATTACHMENTS_TOKEN");

    assertThat(run("ls", "220009")).isEqualTo(2);
    assertThat(err.toString()).contains("ATTACHMENTS_TOKEN");
  }

  @Test
  void anyCommand_tlsAskedForOnLoopback_doesNotFallBackToPlaintext() {
    assertThat(run("ls", "220009", "--no-plaintext", "--attempts", "1")).isEqualTo(3);

    assertThat(fixture.service.metadata).isEmpty();
  }

  @Test
  void help_ofTop_tellsEnvironmentAndExitStatus() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString()).contains("ATTACHMENTS_TOKEN", "Exit status: 0 done;");
  }
}
