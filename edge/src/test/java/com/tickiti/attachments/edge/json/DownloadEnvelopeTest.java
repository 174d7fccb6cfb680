package com.tickiti.attachments.edge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.DownloadHeader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadEnvelopeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain.txt",
        "a\"b\\c/d.txt",
        "line\nfeed\r\ttab\b\f",
        "\u0000\u0001\u001f\u007f",
        "\u2028\u2029",
        "R\u00e9sum\u00e9 \ud83d\ude00.pdf",
        "gpj.\u202eexe",
        "</script>",
      })
  void prefix_anyName_readsBackAsItWas(String name) throws Exception {
    DownloadEnvelope envelope = new DownloadEnvelope(header(Attachment.newBuilder().setName(name)));

    String text = text(envelope);

    assertThat(new ObjectMapper().readTree(text).at("/data/name").textValue()).isEqualTo(name);
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSize((int) envelope.totalBytes());
  }

  @Test
  void prefix_defaults_areNotLeftOut() {
    assertThat(text(new DownloadEnvelope(DownloadHeader.getDefaultInstance())))
        .isEqualTo(
            "{\"ok\":true,\"data\":{\"id\":\"\",\"response_id\":\"\",\"name\":\"\","
                + "\"mime_type\":\"\",\"sha256\":\"\",\"file_size\":0,\"is_inline\":false,"
                + "\"content_base64\":\"\"}}");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 4", "2, 4", "3, 4", "4, 8", "26214400, 34952536"})
  void totalBytes_countsPaddedBase64(long fileSize, long base64) {
    DownloadEnvelope envelope =
        new DownloadEnvelope(header(Attachment.newBuilder().setFileSize(fileSize)));

    assertThat(envelope.totalBytes()).isEqualTo(text(envelope).length() + base64);
  }

  @Test
  void constructor_negativeSize_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DownloadEnvelope(header(Attachment.newBuilder().setFileSize(-1))));
  }

  private static String text(DownloadEnvelope envelope) {
    return new String(envelope.prefix(), StandardCharsets.UTF_8)
        + new String(envelope.suffix(), StandardCharsets.UTF_8);
  }

  private static DownloadHeader header(Attachment.Builder attachment) {
    return DownloadHeader.newBuilder().setAttachment(attachment).build();
  }
}
