package com.tickiti.attachments.edge.endpoint;

import com.tickiti.attachments.edge.json.JsonShape;

/** What a successful response of an endpoint carries. Immutable. */
public sealed interface Answer {

  /**
   * {@code {"ok":true,"data":{...}}} from one message.
   *
   * @param shape of {@code data}
   */
  record Data(JsonShape shape) implements Answer {}

  /** An attachment's metadata and its bytes as {@code content_base64}. */
  record Envelope(JsonShape metadata) implements Answer {}

  /**
   * A ticket's responses, streamed.
   *
   * @param ticket of the ticket; without members, only its number is told
   * @param response of each response
   */
  record Conversation(JsonShape ticket, JsonShape response) implements Answer {}

  /** The URL of a signed link. */
  record Link() implements Answer {}

  /**
   * The bytes themselves, with ranges and validators (RFC 9110).
   *
   * @param mediaType of them; a wildcard where it differs
   * @param withDigest whether their SHA-256 is known beforehand and sent along
   */
  record Bytes(String mediaType, boolean withDigest) implements Answer {}
}
