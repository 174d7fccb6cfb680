package com.tickiti.attachments.server.maintenance;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error where a person watches, else nothing. */
public final class Progress implements AutoCloseable {

  private static final long MEBIBYTE = 1 << 20;

  private final @Nullable ProgressBar bar;

  private Progress(@Nullable ProgressBar bar) {
    this.bar = bar;
  }

  /** Shows nothing. */
  public static Progress none() {
    return new Progress(null);
  }

  /** Shows how many bytes of {@code total} are done. */
  @SuppressWarnings("SystemConsoleNull") // not on JDK 22 to 24, where a bar in a log does no harm
  public static Progress ofBytes(String task, long total) {
    if (System.console() == null) {
      return none();
    }
    return new Progress(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(" MiB", MEBIBYTE)
            .clearDisplayOnFinish()
            .build());
  }

  public void stepTo(long position) {
    if (bar != null) {
      bar.stepTo(position);
    }
  }

  void step(long bytes) {
    if (bar != null) {
      bar.stepBy(bytes);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
