package com.tickiti.attachments.edge.settings;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Turns the text of a setting into the type of its record component, within its bounds. */
final class SettingValue {

  private SettingValue() {}

  /**
   * The value of an option of a command that has been parsed; null where there is none.
   *
   * @throws InvalidSettingException naming the option, the value, and what is expected
   */
  static @Nullable Object of(CommandSpec command, Option option, Method component) {
    OptionSpec parsed = command.findOption(option.names()[0]);
    if (component.isAnnotationPresent(Secret.class)) {
      return secret(parsed, command.findOption(option.names()[0] + Settings.FILE));
    }
    Object value = parsed.getValue();
    Class<?> type = component.getReturnType();
    if (type == List.class) {
      return value == null ? List.of() : value;
    }
    if (value == null || value instanceof Boolean) {
      return type == boolean.class ? Boolean.TRUE.equals(value) : null;
    }
    String text = value.toString();
    try {
      Object converted = convert(text, type, option.paramLabel());
      requireWithin(component.getAnnotation(Bounds.class), converted);
      return type == int.class ? (Object) intValue((Long) converted) : converted;
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          option.names()[0]
              + ": "
              + text
              + " (expected: "
              + e.getMessage()
              + ")"
              + Settings.origin(parsed));
    }
  }

  /** The value itself, or what the file holds, without the end of its line. */
  private static @Nullable String secret(OptionSpec value, OptionSpec file) {
    String path = file.getValue();
    if (path == null) {
      return value.getValue();
    }
    String name = file.longestName();
    if (value.getValue() != null) {
      throw new InvalidSettingException(
          value.longestName() + " and " + name + " exclude each other");
    }
    try {
      return Files.readString(Path.of(path)).stripTrailing();
    } catch (IOException | InvalidPathException e) {
      throw new InvalidSettingException(
          name + ": " + path + " cannot be read" + Settings.origin(file));
    }
  }

  private static Object convert(String text, Class<?> type, String label) {
    if (type == Duration.class) {
      return Units.duration(text);
    }
    if (type == Path.class) {
      return Path.of(text);
    }
    if (type == double.class) {
      return number(text);
    }
    if (type == boolean.class) {
      return bool(text);
    }
    if (type.isEnum()) {
      return constant(text, type);
    }
    if (type == int.class || type == long.class || type == Long.class) {
      return label.equals(Settings.BYTES) ? (Object) Units.size(text) : whole(text);
    }
    return text;
  }

  private static Object whole(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a whole number", e);
    }
  }

  private static int intValue(long number) {
    if (number != (int) number) {
      throw new IllegalArgumentException("at most " + Integer.MAX_VALUE);
    }
    return (int) number;
  }

  private static Object number(String text) {
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new IllegalArgumentException("a number");
  }

  private static Object bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("true or false");
    };
  }

  private static Object constant(String text, Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      if (constant.toString().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" or ")));
  }

  private static void requireWithin(@Nullable Bounds bounds, Object value) {
    if (value instanceof Duration duration) {
      if (bounds == null ? !duration.isZero() : duration.toSeconds() >= bounds.min()) {
        return;
      }
      throw new IllegalArgumentException(
          bounds == null ? "more than 0" : bounds.min() + "s or more");
    }
    if (bounds != null && value instanceof Number number) {
      double least = bounds.min();
      if (number.doubleValue() < least || number.doubleValue() > bounds.max()) {
        throw new IllegalArgumentException(
            bounds.max() == Long.MAX_VALUE
                ? bounds.min() + " or more"
                : bounds.min() + " to " + bounds.max());
      }
    }
  }
}
