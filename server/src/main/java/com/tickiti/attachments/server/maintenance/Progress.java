package com.tickiti.attachments.server.maintenance;

import java.io.IOException;
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

  /** Shows how many bytes of {@code total} are done; asks for it only where a person watches. */
  @SuppressWarnings("SystemConsoleNull") // not on JDK 22 to 24, where a bar in a log does no harm
  public static Progress ofBytes(String task, Total total) throws IOException {
    if (System.console() == null) {
      return none();
    }
    return new Progress(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total.bytes())
            .setUnit(" MiB", MEBIBYTE)
            .clearDisplayOnFinish()
            .build());
  }

  /** Counts {@code bytes} more as done. */
  public void step(long bytes) {
    if (bar != null) {
      bar.stepBy(bytes);
    }
  }

  /** Says what is being done. */
  public void note(String what) {
    if (bar != null) {
      bar.setExtraMessage(" " + what);
    }
  }

  /** Clears the bar's line, so that another one can be printed; the bar comes back by itself. */
  public void makeRoom() {
    if (bar != null) {
      System.err.print("\r\u001b[K");
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  /** How much there is to do, in bytes. */
  @FunctionalInterface
  public interface Total {
    long bytes() throws IOException;
  }
}
