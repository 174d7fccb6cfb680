package com.tickiti.attachments.edge.json;

import com.tickiti.attachments.v1.ListResponsesRequest;
import com.tickiti.attachments.v1.ListResponsesResponse;
import com.tickiti.attachments.v1.ResponseField;
import com.tickiti.attachments.v1.Ticket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The JSON text of a ticket and its responses, message by message. For one answer and one thread.
 */
public final class ConversationJson {

  private static final byte[] NOTHING = {};
  private static final byte[] COMMA = {','};
  private static final byte[] RESPONSES = ",\"responses\":[".getBytes(StandardCharsets.UTF_8);
  private static final byte[] END = "]}}".getBytes(StandardCharsets.UTF_8);

  private final JsonShape ticket;
  private final JsonShape response;
  private boolean begun;
  private boolean anyResponse;

  /**
   * A text that has not begun.
   *
   * @param ticket its shape; without members, only the ticket's number is told
   * @param response the shape of each response with all its fields
   * @param request says which of the fields are wanted
   */
  public ConversationJson(JsonShape ticket, JsonShape response, ListResponsesRequest request) {
    this.ticket = ticket;
    this.response = response.without(unwanted(request));
  }

  private static List<String> unwanted(ListResponsesRequest request) {
    if (request.getFieldsCount() == 0) {
      return List.of();
    }
    return Arrays.stream(ResponseField.values())
        .filter(field -> field != ResponseField.UNRECOGNIZED)
        .filter(field -> !request.getFieldsList().contains(field))
        .map(field -> JsonShape.word(field.getValueDescriptor()))
        .toList();
  }

  /** Whether the ticket has been written. */
  public boolean hasBegun() {
    return begun;
  }

  /** The text of {@code message}: the ticket first, then the responses. */
  public byte[] text(ListResponsesResponse message) {
    return switch (message.getPayloadCase()) {
      case TICKET -> begin(message.getTicket());
      case RESPONSE -> {
        byte[] text = response.write(message.getResponse());
        byte[] separated = anyResponse ? concat(COMMA, text) : text;
        anyResponse = true;
        yield separated;
      }
      default -> NOTHING;
    };
  }

  /** The text behind the last response. */
  public byte[] end() {
    return END;
  }

  private byte[] begin(Ticket message) {
    begun = true;
    return JsonText.write(
        json -> {
          json.writeStartObject();
          json.writeBooleanField("ok", true);
          json.writeObjectFieldStart("data");
          if (ticket.members().isEmpty()) {
            json.writeNumberField("ticket_number", message.getNumber());
          } else {
            json.writeFieldName("ticket");
            ticket.writeTo(json, message);
          }
        },
        RESPONSES);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
