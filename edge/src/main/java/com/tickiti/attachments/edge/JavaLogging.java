package com.tickiti.attachments.edge;

import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Hands what libraries log by {@code java.util.logging} over to the program's own log, so that one
 * configuration decides what is written, and how. For programs; a library leaves this to its user.
 */
public final class JavaLogging {

  private JavaLogging() {}

  /** To be called once, before anything is logged. */
  public static void bridge() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
