package com.tickiti.attachments.server.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;
import java.util.Map;

/** JSON as the demo writes it: fields in the order given, so that people can read along. */
final class DemoJson {

  static final ObjectMapper MAPPER = new ObjectMapper();

  private DemoJson() {}

  /** An object of two fields. */
  static Map<String, Object> object(String name1, Object value1, String name2, Object value2) {
    return ImmutableMap.of(name1, value1, name2, value2);
  }

  /** {@code object} with another field behind the others. */
  static Map<String, Object> with(Map<String, Object> object, String name, Object value) {
    return ImmutableMap.<String, Object>builder().putAll(object).put(name, value).buildOrThrow();
  }

  static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not to be written as JSON", e);
    }
  }
}
