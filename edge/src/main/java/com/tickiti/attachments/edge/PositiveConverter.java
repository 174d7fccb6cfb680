package com.tickiti.attachments.edge;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number from 1 up, as limits are. */
public final class PositiveConverter implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String value) {
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new TypeConversionException(
        "'" + value + "' is out of range (expected: 1 to " + Integer.MAX_VALUE + ")");
  }
}
