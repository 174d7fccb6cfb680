package com.tickiti.attachments.server.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tickiti.attachments.server.manifest.ManifestRecord.Attachment;
import com.tickiti.attachments.server.manifest.ManifestRecord.Row;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertQueue;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertQueuePermission;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertResponse;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertRule;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertTicket;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertToken;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertUser;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.FileTypeRule;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestRecordTest {

  private static final String SHA256 = BearerToken.secretSha256("s3cret");

  static Stream<Arguments> goodLines() {
    return Stream.of(
        good(
            "{'type':'user','id':7,'email':'p@example.test','is_staff':true}",
            new UpsertUser(7, "p@example.test", true)),
        good(
            "{'email':'p@example.test','id':7,'type':'user'}",
            new UpsertUser(7, "p@example.test", false)),
        good(
            "{'type':'user','id':9223372036854775807,'email':'p','is_staff':null}",
            new UpsertUser(Long.MAX_VALUE, "p", false)),
        good(" {'type':'queue', 'id':4, 'name':'Support'}\r", new UpsertQueue(4, "Support")),
        good(
            "{'type':'queue_permission','user_id':7,'queue_id':4}",
            new UpsertQueuePermission(7, 4, true)),
        good(
            "{'type':'queue_permission','user_id':7,'queue_id':4,'can_view':false}",
            new UpsertQueuePermission(7, 4, false)),
        good(
            "{'type':'ticket','id':1,'number':220009,'queue_id':4,'subject':'\\ud83d\\ude00'}",
            new UpsertTicket(1, 220_009, 4, "\ud83d\ude00")),
        good(
            "{'type':'response','id':42,'ticket_id':1}",
            new UpsertResponse(42, 1, false, false, false, null, null, null, false, null, null)),
        good(
            "{'type':'response','id':42,'ticket_id':1,'is_internal':true,'is_pinned':true,"
                + "'staff_response':true,'created_by_email':'e','html':'h','plain_text':'p',"
                + "'is_email_sourced':true,'created_at':'2026-01-02T03:04:05Z',"
                + "'updated_at':'2026-01-02T03:04:05.678+01:00'}",
            new UpsertResponse(
                42,
                1,
                true,
                true,
                true,
                "e",
                "h",
                "p",
                true,
                OffsetDateTime.parse("2026-01-02T03:04:05Z"),
                OffsetDateTime.parse("2026-01-02T03:04:05.678+01:00"))),
        good(
            "{'type':'rule','extension':'.EXE','outcome':'blocked','note':'no'}",
            new UpsertRule(new FileTypeRule("exe", FileTypeOutcome.BLOCKED, "no"))),
        good(
            "{'type':'token','id':14,'user_id':7,'description':'CRM','abilities':['tickets:read'],"
                + "'secret':'s3cret'}",
            new UpsertToken(14, 7, "CRM", SHA256, List.of("tickets:read"), null, null)),
        good(
            "{'type':'token','id':14,'user_id':7,'abilities':[],'secret_sha256':'"
                + SHA256
                + "',"
                + "'expires_at':'2030-01-01T00:00:00Z','revoked_at':'2029-01-01T00:00:00Z'}",
            new UpsertToken(
                14,
                7,
                "",
                SHA256,
                List.of(),
                OffsetDateTime.parse("2030-01-01T00:00:00Z"),
                OffsetDateTime.parse("2029-01-01T00:00:00Z"))));
  }

  @ParameterizedTest
  @MethodSource("goodLines")
  void row_isRead(String line, Object row) {
    assertThat(ManifestRecord.parse(line)).isEqualTo(row);
  }

  @Test
  void attachment_isRead() {
    assertThat(
            ManifestRecord.parse(
                json(
                    "{'type':'attachment','id':5,'response_id':42,'name':'a b.zip','file':'f/a'}")))
        .isEqualTo(new Attachment(5, 42, "a b.zip", false, "f/a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                      | not a JSON object
          7                                       | not a JSON object
          {'type':'queue'                         | not valid JSON at column 16
          {'type':s3cret}                         | not valid JSON at column 9
          {'type':'queue',}                       | not valid JSON at column 17
          {'type':'queue'} {}                     | more than one JSON object (expected: one a line)
          {'type':'queue'} x                      | not valid JSON at column 18
          {'type':'queue','id':1,'id':1}          | "id": given twice
          {'id':1}                                | type: missing
          {'type':null}                           | type: missing
          {'type':7}                              | type: an integer (expected: a string)
          {'type':'User'}                         | type: "User" (expected: user, queue, queue_permission, ticket, response, attachment, rule or token)
          {'type':'queue','id':1}                 | name: missing
          {'type':'queue','id':1,'name':' '}      | name: blank (expected: some text)
          {'type':'queue','id':1,'name':['a']}    | name: an array (expected: a string)
          {'type':'queue','id':1,'name':'\\u0000'} | name: has a NUL character (expected: text without)
          {'type':'queue','id':1,'name':'\\ud800'} | name: has half a surrogate pair (expected: well-formed text)
          {'type':'queue','id':'1','name':'a'}    | id: a string (expected: an integer)
          {'type':'queue','id':1.0,'name':'a'}    | id: a fraction (expected: an integer)
          {'type':'queue','id':1e3,'name':'a'}    | id: a fraction (expected: an integer)
          {'type':'queue','id':true,'name':'a'}   | id: a boolean (expected: an integer)
          {'type':'queue','id':0,'name':'a'}      | id: out of range (expected: 1 to 9223372036854775807)
          {'type':'queue','id':-1,'name':'a'}     | id: out of range (expected: 1 to 9223372036854775807)
          {'type':'queue','id':9223372036854775808,'name':'a'} | id: out of range (expected: 1 to 9223372036854775807)
          {'type':'queue','id':1,'nam':'a','name':'a'} | "nam": unknown field of this type
          {'type':'queue','id':1,'name':'a','email':'e'} | "email": unknown field of this type
          {'type':'user','id':1,'email':'e','is_staff':1} | is_staff: an integer (expected: true or false)
          {'type':'ticket','id':1,'queue_id':4}   | number: missing
          {'type':'response','id':1,'ticket_id':1,'created_at':'2026-01-01'} | created_at: no such time (expected: RFC 3339, such as 2030-01-31T12:00:00Z)
          {'type':'response','id':1,'ticket_id':1,'created_at':'2026-02-30T00:00:00Z'} | created_at: no such time (expected: RFC 3339, such as 2030-01-31T12:00:00Z)
          {'type':'response','id':1,'ticket_id':1,'created_at':7} | created_at: an integer (expected: a string)
          {'type':'rule','extension':'exe','outcome':'Blocked'} | outcome: "Blocked" (expected: allowed, review or blocked)
          {'type':'rule','extension':'tar.gz','outcome':'blocked'} | extension: "tar.gz" (expected: one extension, which is what follows the last dot of a file name, such as exe)
          {'type':'rule','extension':'.','outcome':'blocked'} | extension: "." (expected: one extension, which is what follows the last dot of a file name, such as exe)
          {'type':'token','id':1,'user_id':7,'abilities':['a']} | secret, secret_sha256: exactly one of the two is needed
          {'type':'token','id':1,'user_id':7,'abilities':['a'],'secret':'s','secret_sha256':'s'} | secret, secret_sha256: exactly one of the two is needed
          {'type':'token','id':1,'user_id':7,'abilities':['a'],'secret':'s3 cret'} | secret: cannot be sent (expected: 1 to 512 printable ASCII characters, no space)
          {'type':'token','id':1,'user_id':7,'abilities':['a'],'secret_sha256':'s3cret'} | secret_sha256: no SHA-256 (expected: 64 lower-case hexadecimal digits)
          {'type':'token','id':1,'user_id':7,'abilities':'tickets:read','secret':'s'} | abilities: a string (expected: an array of strings)
          {'type':'token','id':1,'user_id':7,'abilities':[7],'secret':'s'} | abilities: an integer (expected: a string)
          {'type':'token','id':1,'user_id':7,'abilities':[''],'secret':'s'} | abilities: has a blank one (expected: such as tickets:read)
          {'type':'attachment','id':1,'response_id':2,'name':'a'} | file: missing
          """)
  void badLine_isRefusedWithItsReason(String line, String message) {
    assertThatThrownBy(() -> ManifestRecord.parse(json(line)))
        .isInstanceOf(BadLineException.class)
        .hasMessage(message);
  }

  private static Arguments good(
      String line, com.tickiti.attachments.server.metadata.helpdesk.HelpdeskRow row) {
    return Arguments.of(json(line), new Row(row));
  }

  /** Single quotes read better in Java. */
  private static String json(String line) {
    return line.replace('\'', '"');
  }
}
