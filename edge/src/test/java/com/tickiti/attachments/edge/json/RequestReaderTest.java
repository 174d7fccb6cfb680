package com.tickiti.attachments.edge.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.endpoint.Endpoints;
import com.tickiti.attachments.v1.ByteRange;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.Intent;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

  private static final String IDS = "'ticket_number':'220009','response_attachment_id':'14494'";
  private static final String MUST_BE_ID = "must be a string or an integer";

  private final RequestReader<DownloadAttachmentRequest> reader = Endpoints.DOWNLOAD.reader();

  @Test
  void read_theDocumentedExample_isTheRequest() {
    assertThat(valid("{" + IDS + "}"))
        .isEqualTo(
            DownloadAttachmentRequest.newBuilder()
                .setTicketNumber("220009")
                .setResponseAttachmentId("14494")
                .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'220009' | 220009",
        "220009 | 220009",
        "-1 | -1",
        "-0 | -0",
        "99999999999999999999999999 | 99999999999999999999999999",
        "'abc' | abc",
        "' 7' | 7",
        "'\\t7\\n' | 7",
        "'\\u0000' | ~\u0000~",
        "'\\ud83d\\ude00' | \ud83d\ude00",
      })
  void read_id_isPassedOnByItsText(String json, String text) {
    assertThat(valid("{'ticket_id':" + json + ",'response_attachment_id':" + json + "}"))
        .isEqualTo(
            DownloadAttachmentRequest.newBuilder()
                .setTicketId(text)
                .setResponseAttachmentId(text)
                .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false", "1.0", "1e3", "{}", "[]", "['1']", "{'a':{'b':1}}"})
  void read_idOfAnotherType_isInvalid(String json) {
    assertThat(invalid("{'ticket_number':" + json + ",'response_attachment_id':" + json + "}"))
        .isEqualTo(
            Map.of(
                "ticket_number",
                List.of(MUST_BE_ID),
                "response_attachment_id",
                List.of(MUST_BE_ID)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "''", "'  '", "'\\t\\n'"})
  void read_requiredBlankOrNull_isRequired(String json) {
    assertThat(invalid("{'ticket_number':" + json + ",'response_attachment_id':" + json + "}"))
        .isEqualTo(
            Map.of(
                "ticket_number",
                List.of("is required"),
                "response_attachment_id",
                List.of("is required")));
  }

  @Test
  void read_everythingWrong_isToldInFieldOrder() {
    assertThat(
            invalid("{'length':0,'offset':-1,'intent':[],'ticket_id':{},'ticket_number':true}")
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue())))
        .containsExactly(
            "ticket_number: " + MUST_BE_ID + ", must not be given together with ticket_id",
            "ticket_id: " + MUST_BE_ID + ", must not be given together with ticket_number",
            "response_attachment_id: is required",
            "intent: must be a string",
            "offset: must be an integer of at least 0",
            "length: must be an integer from 1 to 26214400");
  }

  @Test
  void read_oneTicketFieldNullOrBlank_takesTheOther() {
    assertThat(
            valid("{'ticket_number':null,'ticket_id':1,'response_attachment_id':2}").getTicketId())
        .isEqualTo("1");
    assertThat(
            valid("{'ticket_number':1,'ticket_id':'','response_attachment_id':2}")
                .getTicketNumber())
        .isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "'review_ok', INTENT_REVIEW_OK",
        "'REVIEW_OK', INTENT_UNSPECIFIED",
        "'INTENT_REVIEW_OK', INTENT_UNSPECIFIED",
        "'', INTENT_UNSPECIFIED",
        "null, INTENT_UNSPECIFIED",
      })
  void read_intent_confirmsByOneWordOnly(String json, Intent intent) {
    assertThat(valid("{" + IDS + ",'intent':" + json + "}").getIntent()).isEqualTo(intent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "{}", "[]", "1.5"})
  void read_intentOfAnotherType_isInvalid(String json) {
    assertThat(invalid("{" + IDS + ",'intent':" + json + "}"))
        .isEqualTo(Map.of("intent", List.of("must be a string")));
  }

  @ParameterizedTest
  @CsvSource({
    "'''offset'':0', 0, 26214400",
    "'''offset'':7,''length'':null', 7, 26214400",
    "'''length'':1', 0, 1",
    "'''offset'':9223372036854775807,''length'':26214400', 9223372036854775807, 26214400",
  })
  void read_range_hasBothEnds(String fields, long offset, long length) {
    assertThat(valid("{" + IDS + "," + fields + "}").getRange())
        .isEqualTo(ByteRange.newBuilder().setOffset(offset).setLength(length).build());
  }

  @Test
  void read_rangeFieldsNull_isNoRange() {
    assertThat(valid("{" + IDS + ",'offset':null,'length':null}").hasRange()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'offset':-1",
        "'offset':9223372036854775808",
        "'offset':'0'",
        "'offset':1.0",
        "'offset':1e999999999",
        "'length':0",
        "'length':26214401",
        "'length':true",
        "'length':[]",
      })
  void read_badRange_namesTheField(String field) {
    assertThat(invalid("{" + IDS + "," + field + "}"))
        .containsOnlyKeys(field.substring(1, field.indexOf('\'', 1)));
  }

  @Test
  void read_unknownFields_areIgnored() {
    assertThat(valid("{'x':{'y':[1,2,{'z':null}]}," + IDS + ",'w':1e5}").getTicketNumber())
        .isEqualTo("220009");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "'{}'",
        "[]",
        "{",
        "{'a'",
        "{'a':",
        "{'a':1",
        "{'a':[}",
        "{'a':1,}",
        "{,}",
        "{'a':1}}",
        "{} {}",
        "{}x",
        "{a:1}",
        "{'a':NaN}",
        "{'a':Infinity}",
        "{'a':+1}",
        "{'a':01}",
        "{'a':.5}",
        "{'a':0x10}",
        "{'a':1}//",
        "/**/{}",
        "{'a':'\t'}",
        "{'a':'\\x'}",
        "{'a':'\\ud800'}",
        "{'a':'\\udc00\\ud800'}",
        "{'a':[{'b':'\\ud800x'}]}",
        "{'\\ud800':1}",
        "{'a':{'\\udfff':1}}",
        "{'ticket_number':1,'ticket_number':1}",
        "{'a':1,'\\u0061':2}",
        "{'a':{'b':1,'b':1}}",
        "\ufeff{}",
      })
  void read_notOneJsonObject_isInvalidBody(String body) {
    assertThat(invalid(body)).containsOnlyKeys("body");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7b2261223a22c0af227d", // overlong
        "7b2261223a22eda080227d", // a surrogate as it stands
        "7b2261223a22ff227d",
        "7b2261223a22c3",
        "efbbbf7b7d", // a byte order mark
        "fffe7b007d00",
      })
  void read_notUtf8_isInvalidBody(String hex) {
    assertThat(invalid(HexFormat.of().parseHex(hex))).containsOnlyKeys("body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
  void read_anotherUnicodeEncoding_isInvalidBody(String charset) {
    assertThat(invalid(("{" + IDS + "}").replace('\'', '"').getBytes(Charset.forName(charset))))
        .containsOnlyKeys("body");
  }

  @ParameterizedTest
  @CsvSource({"'[', ']'", "'{\"a\":', '}'"})
  void read_depth_isBounded(String open, String close) {
    // Open and close surround a value, one level each, inside the outermost object.
    assertThat(read(nested(open, close, 63))).isInstanceOf(RequestReading.Valid.class);
    assertThat(invalid(nested(open, close, 64))).containsOnlyKeys("body");
    assertThat(invalid(nested(open, close, 9_000))).containsOnlyKeys("body");
  }

  @Test
  void read_numberOfManyDigits_isInvalidBody() {
    assertThat(invalid("{" + IDS + ",'x':" + "9".repeat(50_000) + "}")).containsOnlyKeys("body");
  }

  private static String nested(String open, String close, int levels) {
    return "{" + IDS + ",'x':" + open.repeat(levels) + "1" + close.repeat(levels) + "}";
  }

  private RequestReading<DownloadAttachmentRequest> read(String singleQuoted) {
    return reader.read(
        ByteBuffer.wrap(singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  private DownloadAttachmentRequest valid(String singleQuoted) {
    RequestReading<DownloadAttachmentRequest> reading = read(singleQuoted);
    assertThat(reading).isInstanceOf(RequestReading.Valid.class);
    return ((RequestReading.Valid<DownloadAttachmentRequest>) reading).request();
  }

  private Map<String, List<String>> invalid(String singleQuoted) {
    return violations(read(singleQuoted));
  }

  private Map<String, List<String>> invalid(byte[] body) {
    return violations(reader.read(ByteBuffer.wrap(body)));
  }

  private static Map<String, List<String>> violations(RequestReading<?> reading) {
    assertThat(reading).isInstanceOf(RequestReading.Invalid.class);
    return ((RequestReading.Invalid<?>) reading).violations();
  }
}
