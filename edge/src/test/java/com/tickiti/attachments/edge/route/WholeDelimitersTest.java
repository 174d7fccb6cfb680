package com.tickiti.attachments.edge.route;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.multipart.AggregatedBodyPart;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.common.stream.StreamMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeDelimitersTest {

  @ParameterizedTest
  @ValueSource(strings = {"b", "boundary", "ends-", "--", "----WebKitFormBoundary0"})
  void anyCut_isReadLikeTheWhole(String boundary) {
    String content =
        "1\r\n--\r\n--" + boundary.substring(0, boundary.length() - 1) + "\r\n-".repeat(90);
    byte[] body = body(boundary, "", content);
    for (int first = 0; first <= body.length; first++) {
      for (int second = first; second <= body.length; second += 11 + first % 7) {
        assertThat(read(boundary, body, first, second))
            .as("cut at %d and %d", first, second)
            .containsExactly("220009", content);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", " \t  "})
  void delimiterWithWhiteSpaceBehind_isReadWhereverItIsCut(String padding) {
    byte[] body = body("boundary", padding, "content");
    for (int first = 0; first <= body.length; first++) {
      assertThat(read("boundary", body, first, first))
          .as("cut at %d", first)
          .containsExactly("220009", "content");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "boundary"})
  void piecesOfAnySize_areReadLikeTheWhole(String boundary) {
    String content = "content\r\n-".repeat(100);
    byte[] body = body(boundary, "", content);
    for (int step = 1; step < body.length; step++) {
      int each = step;
      int[] cuts = IntStream.range(0, body.length / step).map(i -> i * each).toArray();
      assertThat(read(boundary, body, cuts))
          .as("every %d bytes", step)
          .containsExactly("220009", content);
    }
  }

  private static byte[] body(String boundary, String padding, String content) {
    return """
        --B
        Content-Disposition: form-data; name="n"

        220009
        --B
        Content-Disposition: form-data; name="file"

        C
        --B--
        """
        .replace("\n", "\r\n")
        .replace("--B\r", "--" + boundary + padding + "\r")
        .replace("--B--", "--" + boundary + "--")
        .replace("C\r\n--", content + "\r\n--")
        .getBytes(US_ASCII);
  }

  private static List<String> read(String boundary, byte[] body, int... cuts) {
    List<HttpData> pieces = new ArrayList<>();
    int start = 0;
    for (int cut : cuts) {
      pieces.add(HttpData.copyOf(body, start, cut - start));
      start = cut;
    }
    pieces.add(HttpData.copyOf(body, start, body.length - start));
    StreamMessage<HttpData> whole =
        StreamMessage.of(pieces.toArray(HttpData[]::new))
            .map(new WholeDelimiters(boundary))
            .filter(data -> !data.isEmpty());
    return Multipart.from(boundary, whole).aggregate().join().bodyParts().stream()
        .map(AggregatedBodyPart::contentUtf8)
        .toList();
  }
}
