package com.tickiti.attachments.edge.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.base.CaseFormat;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a message a JSON object has, in which order. 64-bit integers are JSON numbers,
 * times are like {@code 2026-05-01T09:14:02+00:00}, enum values are the last words of their names
 * in lower case. Immutable.
 *
 * @param members in order
 */
public record JsonShape(List<Member> members) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+00:00'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  public JsonShape {
    members = List.copyOf(members);
  }

  /** When a member is there. */
  public enum Presence {
    /** Always, with the type's empty value where the message has none. */
    ALWAYS,
    /** Always, null where the message has none. */
    OR_NULL,
    /** Where the message has a value that is not the type's empty one. */
    IF_SET
  }

  /**
   * One member of a JSON object.
   *
   * @param name in JSON
   * @param field of the message
   * @param presence when it is there
   * @param shape of a message that is an object; null for all other values
   */
  public record Member(
      String name, FieldDescriptor field, Presence presence, @Nullable JsonShape shape) {}

  /** Begins the shape of {@code message}. */
  public static Builder of(Descriptor message) {
    return new Builder(message);
  }

  /** Collects members. For one thread. */
  public static final class Builder {
    private final Descriptor message;
    private final List<Member> members = new ArrayList<>();

    private Builder(Descriptor message) {
      this.message = message;
    }

    /** Members that are always there, under the message's own names. */
    public Builder always(String... names) {
      for (String name : names) {
        add(name, name, Presence.ALWAYS, null);
      }
      return this;
    }

    /** Members that may be null, under the message's own names. */
    public Builder orNull(String... names) {
      for (String name : names) {
        add(name, name, Presence.OR_NULL, null);
      }
      return this;
    }

    /** Members that are there where they have a value, under the message's own names. */
    public Builder ifSet(String... names) {
      for (String name : names) {
        add(name, name, Presence.IF_SET, null);
      }
      return this;
    }

    /** A member that is always there, under another name than the message's. */
    public Builder renamed(String name, String field) {
      return add(name, field, Presence.ALWAYS, null);
    }

    /** A member that is an object, or an array of objects. */
    public Builder object(String name, JsonShape shape) {
      return add(name, name, Presence.ALWAYS, shape);
    }

    private Builder add(String name, String field, Presence presence, @Nullable JsonShape shape) {
      FieldDescriptor descriptor =
          Objects.requireNonNull(
              message.findFieldByName(field), () -> message.getName() + "." + field);
      members.add(new Member(name, descriptor, presence, shape));
      return this;
    }

    /** The shape. */
    public JsonShape build() {
      return new JsonShape(members);
    }
  }

  /** The JSON text of {@code message} as UTF-8. */
  byte[] write(Message message) {
    return JsonText.write(json -> writeTo(json, message));
  }

  /** Whether a shape has a member of this name. */
  public boolean has(String name) {
    return members.stream().anyMatch(member -> member.name().equals(name));
  }

  /** This shape without the members of these names. */
  public JsonShape without(List<String> names) {
    return new JsonShape(
        members.stream().filter(member -> !names.contains(member.name())).toList());
  }

  void writeTo(JsonGenerator json, Message message) throws IOException {
    json.writeStartObject();
    for (Member member : members) {
      writeMember(json, member, message);
    }
    json.writeEndObject();
  }

  private static void writeMember(JsonGenerator json, Member member, Message message)
      throws IOException {
    FieldDescriptor field = member.field();
    if (field.isRepeated()) {
      json.writeArrayFieldStart(member.name());
      for (Object item : (List<?>) message.getField(field)) {
        writeValue(json, member, item);
      }
      json.writeEndArray();
      return;
    }
    // A field without presence has a value where it is not the empty one.
    boolean given = message.hasField(field);
    if (given || member.presence() == Presence.ALWAYS) {
      json.writeFieldName(member.name());
      writeValue(json, member, message.getField(field));
    } else if (member.presence() == Presence.OR_NULL) {
      json.writeNullField(member.name());
    }
  }

  private static void writeValue(JsonGenerator json, Member member, Object value)
      throws IOException {
    JsonShape shape = member.shape();
    if (shape != null) {
      shape.writeTo(json, (Message) value);
    } else if (value instanceof Timestamp time) {
      json.writeString(text(time));
    } else if (value instanceof EnumValueDescriptor constant) {
      json.writeString(word(constant));
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Integer number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else {
      json.writeString((String) value);
    }
  }

  /** A time as the contract spells it, to the second. */
  public static String text(Timestamp time) {
    return TIME.format(Instant.ofEpochSecond(time.getSeconds()));
  }

  /** {@code DOWNLOAD_OUTCOME_TOO_LARGE} of {@code DownloadOutcome} is {@code too_large}. */
  public static String word(EnumValueDescriptor constant) {
    String prefix =
        CaseFormat.UPPER_CAMEL.to(CaseFormat.UPPER_UNDERSCORE, constant.getType().getName()) + "_";
    return constant.getName().substring(prefix.length()).toLowerCase(Locale.ROOT);
  }
}
