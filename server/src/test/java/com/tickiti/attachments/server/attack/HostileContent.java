package com.tickiti.attachments.server.attack;

import static com.tickiti.attachments.server.attack.Mutations.latin;

import java.util.List;
import java.util.Random;

/** What a hostile request says, in whatever frame: mostly an honest request, spoilt somewhere. */
final class HostileContent {

  /** The documented attachment, a small part of it. */
  static final String HONEST =
      "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"14494\","
          + "\"intent\":\"review_ok\",\"offset\":0,\"length\":80}";

  static final String PATH = "/api/v1/tickets/attachment";

  private static final List<String> PATHS =
      List.of(
          "/livez",
          "/readyz",
          "/",
          "/openapi.json",
          "/api/v1/tickets/attachment/",
          PATH + "?a=%ff",
          "/api/v1/tickets/show",
          "/api/v1/tickets/responses",
          "/api/v1/tickets/attachments",
          "/api/v1/tickets/attachment/link",
          "/api/v1/tickets/attachment-upload",
          "/api/v1/token",
          "/tickets/220009/attachments/14494",
          "/tickets/%ff/attachments/-1?signature=%ff",
          "/tickets/220009/attachments.zip",
          "/tickiti.attachments.v1.AttachmentService/GetAttachment");

  private static final List<String> TYPES =
      List.of(
          "text/plain",
          "application/json; charset=utf-16",
          "application/",
          "*/*",
          ";;;",
          "multipart/form-data; boundary=b",
          "application/grpc",
          "application/grpc-web+proto");

  private HostileContent() {}

  static byte[] body(Random random, Mutations mutations) {
    return random.nextInt(10) == 0 ? latin(HONEST) : mutations.of(latin(HONEST));
  }

  static String path(Random random) {
    return random.nextInt(10) == 0 ? PATHS.get(random.nextInt(PATHS.size())) : PATH;
  }

  static String type(Random random) {
    return random.nextInt(10) == 0 ? TYPES.get(random.nextInt(TYPES.size())) : "application/json";
  }

  /** No, one or two header lines. */
  static String authorization(Random random, String token) {
    String line = "Authorization: Bearer " + token + "\r\n";
    return switch (random.nextInt(12)) {
      case 0 -> "";
      case 1 -> line + line;
      case 2 -> "Authorization: Bearer " + token + "x\r\n";
      case 3 -> "Authorization: Basic " + token + "\r\n";
      case 4 -> "Authorization: Bearer 99999999999999999999|x\r\n";
      case 5 -> "Authorization: Bearer |" + "x".repeat(random.nextInt(2000)) + "\r\n";
      default -> line;
    };
  }
}
