package com.tickiti.attachments.client;

/**
 * One attachment of a response to a ticket, without its bytes. Immutable.
 *
 * @param id the attachment's id
 * @param responseId the id of the response that carries it
 * @param name the file name as its sender gave it: any Unicode text, never a path to be trusted
 * @param mimeType the media type, detected from the bytes and never from the name
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits
 * @param sizeBytes of the whole file
 * @param inline whether it is shown within the response's text, such as a pasted picture
 * @param fileTypeOutcome what the file-type rules say of it
 */
public record Attachment(
    long id,
    long responseId,
    String name,
    String mimeType,
    String sha256,
    long sizeBytes,
    boolean inline,
    FileTypeOutcome fileTypeOutcome) {}
