package com.tickiti.attachments.client.cli;

import com.tickiti.attachments.client.ProgressListener;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error, or none; drawn once something is transferred. */
final class Progress implements ProgressListener, AutoCloseable {

  private final boolean shown;
  private @Nullable ProgressBar bar;

  private Progress(boolean shown) {
    this.shown = shown;
  }

  static Progress on(boolean shown) {
    return new Progress(shown);
  }

  @Override
  public void progressed(long doneBytes, long totalBytes) {
    if (!shown) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("")
              .setUnit(" MiB", 1 << 20)
              .setInitialMax(totalBytes)
              .showSpeed()
              .build();
    }
    bar.stepTo(doneBytes);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
