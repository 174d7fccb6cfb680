package com.tickiti.attachments.edge.json;

/**
 * One field of a JSON request, and where its value goes. Fields whose targets share a {@code oneof}
 * are alternatives: exactly one of them is required. Immutable.
 *
 * @param name in the JSON request
 * @param target the field of the request message; dots lead into messages
 * @param type which values it takes
 * @param required whether it must be given
 * @param sentence what it is, for the reader of the API description
 */
public record RequestField(
    String name, String target, FieldType type, boolean required, String sentence) {

  /** A required field that goes into the message's field of the same name. */
  public static RequestField required(String name, FieldType type, String sentence) {
    return new RequestField(name, name, type, true, sentence);
  }

  /** An optional field that goes into the message's field of the same name. */
  public static RequestField optional(String name, FieldType type, String sentence) {
    return new RequestField(name, name, type, false, sentence);
  }

  /** This field with another place for its value. */
  public RequestField into(String newTarget) {
    return new RequestField(name, newTarget, type, required, sentence);
  }
}
