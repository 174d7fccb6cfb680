package com.tickiti.attachments.edge.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The values that a setting may have: of a number, or of the whole seconds of a duration. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Bounds {

  /** The least permitted value. */
  long min();

  /** The greatest permitted value. */
  long max() default Long.MAX_VALUE;
}
