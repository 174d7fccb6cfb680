package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.AttachmentFacts.BlobFacts;
import com.tickiti.attachments.server.download.DownloadDecision;
import com.tickiti.attachments.server.download.DownloadDecision.Refuse;
import com.tickiti.attachments.server.download.DownloadDecision.Serve;
import com.tickiti.attachments.server.download.DownloadHandler.Description;
import com.tickiti.attachments.server.download.DownloadOutcome;
import com.tickiti.attachments.server.download.LinkHandler.Link;
import com.tickiti.attachments.server.upload.Upload;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.CreateLinkResponse;
import com.tickiti.attachments.v1.DownloadHeader;
import com.tickiti.attachments.v1.FileTypeOutcome;
import com.tickiti.attachments.v1.GetAttachmentResponse;
import com.tickiti.attachments.v1.Intent;
import com.tickiti.attachments.v1.ServedRange;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Writes response messages. */
final class ResponseMessages {

  private ResponseMessages() {}

  /** An attachment and what a download of it would meet. */
  static Attachment attachment(AttachmentFacts facts, DownloadOutcome outcome) {
    return attachment(facts, facts.blob()).toBuilder()
        .setDownloadOutcome(
            switch (outcome) {
              case ALLOWED -> com.tickiti.attachments.v1.DownloadOutcome.DOWNLOAD_OUTCOME_ALLOWED;
              case BLOCKED -> com.tickiti.attachments.v1.DownloadOutcome.DOWNLOAD_OUTCOME_BLOCKED;
              case REVIEW -> com.tickiti.attachments.v1.DownloadOutcome.DOWNLOAD_OUTCOME_REVIEW;
              case TOO_LARGE ->
                  com.tickiti.attachments.v1.DownloadOutcome.DOWNLOAD_OUTCOME_TOO_LARGE;
              case MISSING -> com.tickiti.attachments.v1.DownloadOutcome.DOWNLOAD_OUTCOME_MISSING;
            })
        .build();
  }

  /** An attachment; one whose content is not recorded has neither size nor type. */
  static Attachment attachment(AttachmentFacts facts, @Nullable BlobFacts blob) {
    Attachment.Builder attachment =
        Attachment.newBuilder()
            .setId(Long.toString(facts.id()))
            .setResponseId(Long.toString(facts.responseId()))
            .setName(facts.name())
            .setSha256(facts.digest().hex())
            .setIsInline(facts.inline())
            .setFileTypeOutcome(
                switch (facts.outcome()) {
                  case ALLOWED -> FileTypeOutcome.FILE_TYPE_OUTCOME_ALLOWED;
                  case REVIEW -> FileTypeOutcome.FILE_TYPE_OUTCOME_REVIEW;
                  case BLOCKED -> FileTypeOutcome.FILE_TYPE_OUTCOME_BLOCKED;
                });
    if (blob != null) {
      attachment.setFileSize(blob.size()).setMimeType(blob.mimeType());
    }
    return attachment.build();
  }

  static DownloadHeader header(Serve serve, boolean ranged) {
    DownloadHeader.Builder header =
        DownloadHeader.newBuilder().setAttachment(attachment(serve.attachment(), serve.blob()));
    if (ranged) {
      header.setRange(range(serve.slice()));
    }
    return header.build();
  }

  static ServedRange range(com.tickiti.attachments.server.model.ServedRange slice) {
    return ServedRange.newBuilder()
        .setOffset(slice.offset())
        .setLength(slice.length())
        .setEof(slice.eof())
        .build();
  }

  static GetAttachmentResponse description(Description description, DownloadOutcome outcome) {
    return GetAttachmentResponse.newBuilder()
        .setAttachment(attachment(description.attachment(), outcome))
        .addDecisions(decision(Intent.INTENT_UNSPECIFIED, description.unconfirmed()))
        .addDecisions(decision(Intent.INTENT_REVIEW_OK, description.confirmed()))
        .build();
  }

  static CreateLinkResponse link(Link link) {
    return CreateLinkResponse.newBuilder()
        .setSignature(link.signature())
        .setExpiresAt(TicketMessages.timestamp(link.expiresAt().atOffset(ZoneOffset.UTC)))
        .setTicketNumber(Long.toString(link.ticketNumber()))
        .setResponseAttachmentId(Long.toString(link.attachmentId()))
        .build();
  }

  static UploadAttachmentResponse uploaded(Upload.Finished finished) {
    AttachmentFacts attachment = finished.attachment();
    return UploadAttachmentResponse.newBuilder()
        .setAttachment(attachment(attachment, attachment.blob()))
        .setAlreadyUploaded(finished.already())
        .build();
  }

  private static com.tickiti.attachments.v1.DownloadDecision decision(
      Intent intent, DownloadDecision decision) {
    var message = com.tickiti.attachments.v1.DownloadDecision.newBuilder().setIntent(intent);
    if (decision instanceof Refuse refuse) {
      message.setRefusal(refuse.error().reason()).setMessage(refuse.error().message());
    }
    return message.build();
  }
}
