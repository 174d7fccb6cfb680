package com.tickiti.attachments.server.command;

import com.tickiti.attachments.edge.JavaLogging;
import com.tickiti.attachments.edge.log.Log;
import com.tickiti.attachments.launch.UnsafeWarning;
import com.tickiti.attachments.launch.Utf8Relaunch;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** The entry of {@code attachments-server.jar}; see {@code --help}. */
public final class Main {

  /** Commands that meet no file name beyond their arguments, and run for long. */
  private static final Set<String> SERVING = Set.of("demo", "serve");

  private Main() {}

  public static void main(String[] arguments) {
    boolean namesInData = List.of(arguments).stream().noneMatch(SERVING::contains);
    OptionalInt status = Utf8Relaunch.run(arguments, namesInData);
    if (status.isPresent()) {
      System.exit(status.getAsInt());
    }
    UnsafeWarning.omit();
    Log.begin();
    JavaLogging.bridge();
    System.exit(AttachmentsCommand.commandLine(System.getenv()).execute(arguments));
  }
}
