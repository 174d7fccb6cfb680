package com.tickiti.attachments.server.command;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.tickiti.attachments.server.demo.TrainingRun;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code startup-cache}: halves the time that later starts take. */
@Command(
    name = "startup-cache",
    description = {
      "Writes a file from which this Java starts the server in about half the time: a class-data",
      "archive up to Java 24, an AOT cache from Java 25 on. Runs the demo for that, in a temporary",
      "directory. Write it anew after an update of the jar or of Java; an old one is not used."
    })
final class StartupCacheCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The file to write. An existing one is replaced.")
  private Path file = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Path jar =
        Path.of(URI.create(Main.class.getProtectionDomain().getCodeSource().getLocation() + ""));
    if (!Files.isRegularFile(jar)) {
      throw new CommandFailure("startup-cache needs the server's jar, and this runs from " + jar);
    }
    Path directory = Files.createTempDirectory("attachments-training");
    try {
      Path written = directory.resolve("startup.cache");
      new TrainingRun(jar, Files.createDirectory(directory.resolve("data"))).write(written);
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    spec.commandLine()
        .getOut()
        .println(
            "wrote " + file + "; start with java " + TrainingRun.useOption(file) + " -jar ...");
    return 0;
  }
}
