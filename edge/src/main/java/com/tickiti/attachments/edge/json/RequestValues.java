package com.tickiti.attachments.edge.json;

import com.fasterxml.jackson.core.JsonToken;
import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import com.tickiti.attachments.edge.json.JsonBody.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of one request body on their way into a message. Goes through the fields in the
 * contract's order and collects every violation instead of stopping at the first. For one use by
 * one thread.
 */
final class RequestValues {

  private final Map<String, Value> values;
  private final Message.Builder message;
  private final Map<String, List<String>> violations = new LinkedHashMap<>();

  RequestValues(Map<String, Value> values, Message.Builder message) {
    this.values = values;
    this.message = message;
  }

  Map<String, List<String>> violations() {
    return violations;
  }

  Message message() {
    return message.build();
  }

  void readAll(List<RequestField> fields) {
    for (RequestField field : fields) {
      List<RequestField> alternatives = alternativesOf(field, fields);
      List<RequestField> given = alternatives.stream().filter(this::isGiven).toList();
      // guard: a ticket is named in one way
      if (given.size() > 1) {
        read(field);
        given.stream()
            .filter(other -> !other.equals(field))
            .forEach(
                other ->
                    violation(field.name(), "must not be given together with " + other.name()));
      } else if (isGiven(field)) {
        read(field);
      } else if (alternatives.isEmpty()
          ? field.required()
          : given.isEmpty() && alternatives.get(0).equals(field)) {
        violation(field.name(), "is required");
      }
    }
  }

  /** All fields that share a oneof with {@code field}, itself included; none without a oneof. */
  private List<RequestField> alternativesOf(RequestField field, List<RequestField> fields) {
    @Nullable OneofDescriptor oneof = oneofOf(field);
    return oneof == null
        ? List.of()
        : fields.stream().filter(other -> oneof.equals(oneofOf(other))).toList();
  }

  private @Nullable OneofDescriptor oneofOf(RequestField field) {
    @Nullable FieldDescriptor target =
        message.getDescriptorForType().findFieldByName(field.target());
    return target == null ? null : target.getRealContainingOneof();
  }

  private void read(RequestField field) {
    Value value = Objects.requireNonNull(values.get(field.name()));
    FieldType type = field.type();
    if (type instanceof FieldType.Id) {
      readId(field, value);
    } else if (type instanceof FieldType.Text) {
      readText(field, value);
    } else if (type instanceof FieldType.Whole whole) {
      readWhole(field, whole, value);
    } else if (type instanceof FieldType.Word word) {
      readWord(field, word, value);
    } else if (type instanceof FieldType.Words words) {
      readWords(field, words, value);
    }
  }

  /** An id by its text, also one that names nothing: that is the service's to find out. */
  private void readId(RequestField field, Value value) {
    if (value.type() == JsonToken.VALUE_STRING || value.type() == JsonToken.VALUE_NUMBER_INT) {
      set(field, value.text().strip());
    } else {
      violation(field.name(), "must be a string or an integer");
    }
  }

  private void readText(RequestField field, Value value) {
    if (value.type() == JsonToken.VALUE_STRING) {
      set(field, value.text());
    } else {
      violation(field.name(), "must be a string");
    }
  }

  private void readWhole(RequestField field, FieldType.Whole rule, Value value) {
    if (value.type() == JsonToken.VALUE_NUMBER_INT) {
      try {
        long number = Long.parseLong(value.text());
        // guard: a number is within its bounds
        if (number >= rule.min() && number <= rule.max()) {
          set(field, number);
          return;
        }
      } catch (NumberFormatException tooBig) {
        // Jackson has seen that it is an integer, so it is beyond any limit.
      }
    }
    violation(
        field.name(),
        rule.max() == Long.MAX_VALUE
            ? "must be an integer of at least " + rule.min()
            : "must be an integer from " + rule.min() + " to " + rule.max());
  }

  private void readWord(RequestField field, FieldType.Word rule, Value value) {
    if (value.type() != JsonToken.VALUE_STRING) {
      violation(field.name(), "must be a string");
      return;
    }
    // guard: only the exact intent confirms
    @Nullable ProtocolMessageEnum meaning = rule.values().get(value.text());
    if (meaning != null) {
      set(field, meaning.getValueDescriptor());
    }
  }

  private void readWords(RequestField field, FieldType.Words rule, Value value) {
    @Nullable List<String> words = value.words();
    if (words == null || !rule.values().keySet().containsAll(words)) {
      violation(field.name(), "must be an array of " + String.join(", ", rule.values().keySet()));
      return;
    }
    set(
        field,
        words.stream()
            .distinct()
            .map(word -> Objects.requireNonNull(rule.values().get(word)).getValueDescriptor())
            .toList());
  }

  private void set(RequestField field, Object value) {
    List<String> path = Splitter.on('.').splitToList(field.target());
    Message.Builder parent = message;
    for (String name : path.subList(0, path.size() - 1)) {
      parent = parent.getFieldBuilder(parent.getDescriptorForType().findFieldByName(name));
    }
    FieldDescriptor target =
        parent.getDescriptorForType().findFieldByName(path.get(path.size() - 1));
    parent.setField(target, value instanceof Long number ? asTypeOf(target, number) : value);
  }

  private static Object asTypeOf(FieldDescriptor target, long number) {
    return switch (target.getJavaType()) {
      case INT -> Ints.saturatedCast(number);
      case MESSAGE -> Duration.newBuilder().setSeconds(number).build();
      default -> number;
    };
  }

  /** A blank id counts as absent. */
  private boolean isGiven(RequestField field) {
    @Nullable Value value = values.get(field.name());
    return value != null
        && value.type() != JsonToken.VALUE_NULL
        && !(field.type() instanceof FieldType.Id
            && value.type() == JsonToken.VALUE_STRING
            && value.text().isBlank());
  }

  private void violation(String name, String message) {
    violations.computeIfAbsent(name, field -> new ArrayList<>()).add(message);
  }
}
