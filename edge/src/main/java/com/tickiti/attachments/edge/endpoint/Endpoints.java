package com.tickiti.attachments.edge.endpoint;

import com.google.common.collect.ImmutableMap;
import com.tickiti.attachments.edge.json.FieldType;
import com.tickiti.attachments.edge.json.JsonShape;
import com.tickiti.attachments.edge.json.RequestField;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.CreateLinkRequest;
import com.tickiti.attachments.v1.CreateLinkResponse;
import com.tickiti.attachments.v1.DownloadArchiveRequest;
import com.tickiti.attachments.v1.DownloadArchiveResponse;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.GetTokenRequest;
import com.tickiti.attachments.v1.GetTokenResponse;
import com.tickiti.attachments.v1.Intent;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.ListAttachmentsResponse;
import com.tickiti.attachments.v1.ListResponsesRequest;
import com.tickiti.attachments.v1.ListResponsesResponse;
import com.tickiti.attachments.v1.ResponseField;
import com.tickiti.attachments.v1.TicketServiceGrpc;
import com.tickiti.attachments.v1.TokenServiceGrpc;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import com.tickiti.attachments.wire.Limits;
import java.util.List;

/** The table of endpoints: everything that a caller can ask of the edge, by the JSON contract. */
public final class Endpoints {

  private static final RequestField TICKET_NUMBER =
      RequestField.required(
          "ticket_number",
          new FieldType.Id(),
          "The ticket, by the number people know it by; required unless ticket_id is given.");
  private static final RequestField TICKET_ID =
      RequestField.required(
          "ticket_id",
          new FieldType.Id(),
          "The ticket, by its internal id; required unless ticket_number is given.");
  private static final RequestField ATTACHMENT_ID =
      RequestField.required("response_attachment_id", new FieldType.Id(), "The attachment's id.");
  private static final RequestField INTENT =
      RequestField.optional(
          "intent",
          new FieldType.Word(ImmutableMap.of("review_ok", Intent.INTENT_REVIEW_OK)),
          "\"review_ok\" confirms the download of a review-gated file type.");

  private static final RequestField NUMBER =
      RequestField.required(
              "number", new FieldType.Id(), "The ticket, by the number people know it by.")
          .into("ticket_number");
  private static final RequestField ID =
      RequestField.required("id", new FieldType.Id(), "The attachment's id.")
          .into("response_attachment_id");
  private static final RequestField SIGNATURE =
      RequestField.optional(
          "signature",
          new FieldType.Text(),
          "The signature of a link, in place of an Authorization header.");

  /** The documented download. */
  public static final Endpoint<DownloadAttachmentRequest, DownloadAttachmentResponse> DOWNLOAD =
      Endpoint.post(
              "downloadAttachment",
              "/api/v1/tickets/attachment",
              AttachmentServiceGrpc.getDownloadAttachmentMethod(),
              List.of(
                  TICKET_NUMBER,
                  TICKET_ID,
                  ATTACHMENT_ID,
                  INTENT,
                  RequestField.optional(
                          "offset",
                          new FieldType.Whole(0, Long.MAX_VALUE),
                          "Where the wanted range begins, in bytes.")
                      .into("range.offset"),
                  RequestField.optional(
                          "length",
                          new FieldType.Whole(1, Limits.MAX_RANGE_BYTES),
                          "The most bytes wanted from there.")
                      .into("range.length")),
              new Answer.Envelope(Shapes.ATTACHMENT),
              "Returns an attachment's metadata and its bytes in base64.")
          .completedBy(Endpoints::withBoundedRange);

  /** A ticket and its responses. */
  public static final Endpoint<ListResponsesRequest, ListResponsesResponse> SHOW_TICKET =
      conversation(
          "showTicket",
          "/api/v1/tickets/show",
          Shapes.TICKET,
          "Returns a ticket and its responses, each with its attachments.");

  /** A ticket's responses. */
  public static final Endpoint<ListResponsesRequest, ListResponsesResponse> LIST_RESPONSES =
      conversation(
          "listResponses",
          "/api/v1/tickets/responses",
          new JsonShape(List.of()),
          "Returns a ticket's responses, each with its attachments.");

  /** What the caller's token may do. */
  public static final Endpoint<GetTokenRequest, GetTokenResponse> TOKEN =
      Endpoint.post(
          "getToken",
          "/api/v1/token",
          TokenServiceGrpc.getGetTokenMethod(),
          List.of(),
          new Answer.Data(Shapes.TOKEN),
          "Returns the abilities, owner and expiry of the token that the request carries.");

  /** A ticket's attachments, and what their downloads would meet. */
  public static final Endpoint<ListAttachmentsRequest, ListAttachmentsResponse> LIST_ATTACHMENTS =
      Endpoint.post(
          "listAttachments",
          "/api/v1/tickets/attachments",
          AttachmentServiceGrpc.getListAttachmentsMethod(),
          List.of(
              TICKET_NUMBER,
              TICKET_ID,
              RequestField.optional(
                  "page_size",
                  new FieldType.Whole(1, 1000),
                  "The most attachments to return; 100 by default."),
              RequestField.optional(
                  "page_token",
                  new FieldType.Text(),
                  "The next_page_token of the page before; absent for the first page.")),
          new Answer.Data(Shapes.ATTACHMENTS),
          "Returns a ticket's attachments by ascending id, and what a download of each would"
              + " meet.");

  /** A link that downloads one attachment without a token. */
  public static final Endpoint<CreateLinkRequest, CreateLinkResponse> CREATE_LINK =
      Endpoint.post(
          "createLink",
          "/api/v1/tickets/attachment/link",
          AttachmentServiceGrpc.getCreateLinkMethod(),
          List.of(
              TICKET_NUMBER,
              TICKET_ID,
              ATTACHMENT_ID,
              INTENT,
              RequestField.optional(
                  "expires_in",
                  new FieldType.Whole(1, 3600),
                  "Seconds for which the link works; 300 by default.")),
          new Answer.Link(),
          "Returns a link that downloads one attachment without a token until it expires.");

  /** Attaches a file to a response. */
  public static final Endpoint<UploadAttachmentRequest, UploadAttachmentResponse> UPLOAD =
      Endpoint.post(
              "uploadAttachment",
              "/api/v1/tickets/attachment-upload",
              AttachmentServiceGrpc.getUploadAttachmentMethod(),
              List.of(
                  TICKET_NUMBER,
                  TICKET_ID,
                  RequestField.required(
                      "response_id", new FieldType.Id(), "The response to attach the file to."),
                  RequestField.required(
                          "file",
                          new FieldType.Content(),
                          "The file and its name; it comes after the other fields.")
                      .into("name")),
              new Answer.Data(Shapes.ATTACHMENT),
              "Attaches a file to a response; an Idempotency-Key makes repeating safe.")
          .with(Endpoint.Body.MULTIPART);

  /** An attachment's bytes. */
  public static final Endpoint<DownloadAttachmentRequest, DownloadAttachmentResponse> WEB_DOWNLOAD =
      Endpoint.get(
          "getAttachmentBytes",
          "/tickets/{number}/attachments/{id}",
          AttachmentServiceGrpc.getDownloadAttachmentMethod(),
          List.of(NUMBER, ID, INTENT, SIGNATURE),
          new Answer.Bytes("*/*", true),
          "Returns an attachment's bytes, of any size, with ranges and validators.");

  /** The bytes of all attachments of a ticket. */
  public static final Endpoint<DownloadArchiveRequest, DownloadArchiveResponse> ARCHIVE =
      Endpoint.get(
          "getArchive",
          "/tickets/{number}/attachments.zip",
          AttachmentServiceGrpc.getDownloadArchiveMethod(),
          List.of(NUMBER, INTENT),
          new Answer.Bytes("application/zip", false),
          "Returns a ticket's attachments as one zip archive, with ranges and validators.");

  /** All endpoints, in the order of the API description. */
  public static final List<Endpoint<?, ?>> ALL =
      List.of(
          DOWNLOAD,
          SHOW_TICKET,
          LIST_RESPONSES,
          TOKEN,
          LIST_ATTACHMENTS,
          CREATE_LINK,
          UPLOAD,
          WEB_DOWNLOAD,
          ARCHIVE);

  private Endpoints() {}

  private static Endpoint<ListResponsesRequest, ListResponsesResponse> conversation(
      String name, String path, JsonShape ticket, String sentence) {
    return Endpoint.post(
        name,
        path,
        TicketServiceGrpc.getListResponsesMethod(),
        List.of(
            TICKET_NUMBER,
            TICKET_ID,
            RequestField.optional(
                "fields",
                new FieldType.Words(
                    ImmutableMap.of(
                        "html", ResponseField.RESPONSE_FIELD_HTML,
                        "plain_text", ResponseField.RESPONSE_FIELD_PLAIN_TEXT,
                        "attachments", ResponseField.RESPONSE_FIELD_ATTACHMENTS)),
                "What to return of each response; everything by default."),
            RequestField.optional(
                "max_body_chars",
                new FieldType.Whole(0, Long.MAX_VALUE),
                "The most characters of html and of plain_text; all by default.")),
        new Answer.Conversation(ticket, Shapes.RESPONSE),
        sentence);
  }

  /** An offset alone asks for the longest range, so that a JSON body stays bounded. */
  private static DownloadAttachmentRequest withBoundedRange(DownloadAttachmentRequest request) {
    if (!request.hasRange() || request.getRange().hasLength()) {
      return request;
    }
    return request.toBuilder()
        .setRange(request.getRange().toBuilder().setLength(Limits.MAX_RANGE_BYTES))
        .build();
  }
}
