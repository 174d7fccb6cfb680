package com.tickiti.attachments.edge.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Puts a nested record of settings under a heading of its own in the help. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Section {

  /** The heading, without a colon. */
  String value();
}
