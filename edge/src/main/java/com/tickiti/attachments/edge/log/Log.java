package com.tickiti.attachments.edge.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/**
 * The log of a program. Events of the loggers {@link #PROGRAM} and {@link #REQUESTS} are written
 * whatever the level is. Where {@code -Dlogback.configurationFile} names a file of the operator's,
 * or a library's user has not called {@link #begin}, this changes nothing.
 */
public final class Log {

  /** The logger of a program's start and stop. */
  public static final String PROGRAM = "attachments";

  /** The logger of finished requests, one event each. */
  public static final String REQUESTS = "requests";

  /** The programs' own configuration, which a library's user does not get by accident. */
  static final String CONFIGURATION = "logback-edge.xml";

  private static final String PROPERTY = "logback.configurationFile";

  private Log() {}

  /** Chooses the programs' own configuration; to be called before anything is logged. */
  public static void begin() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, CONFIGURATION);
    }
  }

  /**
   * Writes the log as {@code settings} say from now on. To be called once, when they are known.
   *
   * @throws IllegalStateException where the configuration in the jar cannot be read
   */
  public static void configure(LogSettings settings) {
    if (CONFIGURATION.equals(System.getProperty(PROPERTY))
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      configure(context, settings);
    }
  }

  static void configure(LoggerContext context, LogSettings settings) {
    URL file = Objects.requireNonNull(Log.class.getResource("/" + CONFIGURATION), CONFIGURATION);
    context.reset();
    context.putProperty("log.level", settings.level().name());
    context.putProperty("log.libraries", libraries(settings.level()).name());
    context.putProperty("log.format", settings.format().name().toLowerCase(Locale.ROOT));
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(file);
    } catch (JoranException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes what is still queued; nothing is logged afterwards. */
  public static void close() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }

  private static LogSettings.Level libraries(LogSettings.Level level) {
    return level == LogSettings.Level.DEBUG ? LogSettings.Level.INFO : level;
  }
}
