package com.tickiti.attachments.server.command;

import com.tickiti.attachments.edge.log.Build;
import com.tickiti.attachments.edge.log.Log;
import com.tickiti.attachments.server.AttachmentServer;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns SIGTERM and Ctrl-C into an orderly stop with exit status 0. */
final class StopSignal {

  private static final Logger log = LoggerFactory.getLogger(StopSignal.class);

  private StopSignal() {}

  /** From now on the process stops by closing {@code server}. */
  static StopSignal closing(AttachmentServer server) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAndExit(server), "stop"));
    return new StopSignal();
  }

  /** Blocks for good: the signal ends the process. */
  void await() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  /** The JVM would exit with 128 + signal; an orderly stop is no failure. */
  private static void closeAndExit(AttachmentServer server) {
    int status = 0;
    try {
      server.close();
    } catch (IOException | RuntimeException e) {
      log.error("the stop was not clean", e);
      status = 1;
    }
    Build.stopped().log("stopped");
    Log.close();
    Runtime.getRuntime().halt(status);
  }
}
