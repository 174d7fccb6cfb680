package com.tickiti.attachments.client.internal;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.AttachmentDescription;
import com.tickiti.attachments.client.AttachmentDescription.Refusal;
import com.tickiti.attachments.client.AttachmentPage;
import com.tickiti.attachments.client.DownloadRequest;
import com.tickiti.attachments.client.FileTypeOutcome;
import com.tickiti.attachments.client.TicketRef;
import com.tickiti.attachments.client.UploadRequest;
import com.tickiti.attachments.v1.ByteRange;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import com.tickiti.attachments.v1.GetAttachmentResponse;
import com.tickiti.attachments.v1.Intent;
import com.tickiti.attachments.v1.ListAttachmentsRequest;
import com.tickiti.attachments.v1.ListAttachmentsResponse;
import com.tickiti.attachments.v1.UploadHeader;
import java.util.Optional;
import java.util.OptionalLong;

/** Between the client's values and the service's messages. */
public final class Messages {

  private Messages() {}

  public static GetAttachmentRequest get(TicketRef ticket, long attachmentId) {
    String value = Long.toString(ticket.value());
    GetAttachmentRequest.Builder message =
        GetAttachmentRequest.newBuilder().setResponseAttachmentId(Long.toString(attachmentId));
    return switch (ticket.kind()) {
      case NUMBER -> message.setTicketNumber(value).build();
      case ID -> message.setTicketId(value).build();
    };
  }

  public static ListAttachmentsRequest list(TicketRef ticket, int pageSize, String pageToken) {
    String value = Long.toString(ticket.value());
    ListAttachmentsRequest.Builder message =
        ListAttachmentsRequest.newBuilder().setPageSize(pageSize).setPageToken(pageToken);
    return switch (ticket.kind()) {
      case NUMBER -> message.setTicketNumber(value).build();
      case ID -> message.setTicketId(value).build();
    };
  }

  /** The part of {@code request} that is still missing. */
  static DownloadAttachmentRequest download(
      DownloadRequest request, long offset, OptionalLong length) {
    String ticket = Long.toString(request.ticket().value());
    ByteRange.Builder range = ByteRange.newBuilder().setOffset(offset);
    length.ifPresent(range::setLength);
    DownloadAttachmentRequest.Builder message =
        DownloadAttachmentRequest.newBuilder()
            .setResponseAttachmentId(Long.toString(request.attachmentId()))
            .setIntent(
                request.reviewConfirmed() ? Intent.INTENT_REVIEW_OK : Intent.INTENT_UNSPECIFIED)
            .setRange(range);
    return switch (request.ticket().kind()) {
      case NUMBER -> message.setTicketNumber(ticket).build();
      case ID -> message.setTicketId(ticket).build();
    };
  }

  /**
   * @param sha256 empty where it is not known yet
   */
  static UploadHeader upload(UploadRequest request, long sizeBytes, String sha256) {
    String ticket = Long.toString(request.ticket().value());
    UploadHeader.Builder message =
        UploadHeader.newBuilder()
            .setResponseId(Long.toString(request.responseId()))
            .setName(request.name())
            .setIsInline(request.inline())
            .setFileSize(sizeBytes)
            .setSha256(sha256)
            .setRequestId(request.requestId());
    return switch (request.ticket().kind()) {
      case NUMBER -> message.setTicketNumber(ticket).build();
      case ID -> message.setTicketId(ticket).build();
    };
  }

  public static Attachment attachment(com.tickiti.attachments.v1.Attachment message) {
    return new Attachment(
        Long.parseLong(message.getId()),
        Long.parseLong(message.getResponseId()),
        message.getName(),
        message.getMimeType(),
        message.getSha256(),
        message.getFileSize(),
        message.getIsInline(),
        switch (message.getFileTypeOutcome()) {
          case FILE_TYPE_OUTCOME_ALLOWED -> FileTypeOutcome.ALLOWED;
          case FILE_TYPE_OUTCOME_REVIEW -> FileTypeOutcome.REVIEW;
          case FILE_TYPE_OUTCOME_BLOCKED -> FileTypeOutcome.BLOCKED;
          default -> FileTypeOutcome.UNKNOWN;
        });
  }

  public static AttachmentDescription description(GetAttachmentResponse message) {
    return new AttachmentDescription(
        attachment(message.getAttachment()),
        refusal(message, Intent.INTENT_UNSPECIFIED),
        refusal(message, Intent.INTENT_REVIEW_OK));
  }

  public static AttachmentPage page(ListAttachmentsResponse message) {
    String token = message.getNextPageToken();
    return new AttachmentPage(
        message.getAttachmentsList().stream().map(Messages::attachment).toList(),
        token.isEmpty() ? Optional.empty() : Optional.of(token));
  }

  private static Optional<Refusal> refusal(GetAttachmentResponse message, Intent intent) {
    return message.getDecisionsList().stream()
        .filter(decision -> decision.getIntent() == intent)
        .filter(decision -> decision.getRefusal() != ErrorReason.ERROR_REASON_UNSPECIFIED)
        // Holds for a file in one piece, which this client never asks for.
        .filter(decision -> decision.getRefusal() != ErrorReason.ERROR_REASON_ATTACHMENT_TOO_LARGE)
        .map(decision -> new Refusal(decision.getRefusal(), decision.getMessage()))
        .findFirst();
  }
}
