package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.ServerConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}: runs until it is told to stop. */
@Command(
    name = "serve",
    description = "Serves what is in the data directory until SIGTERM or Ctrl-C.")
final class ServeCommand implements Callable<Integer> {

  @Mixin private DataOptions data = new DataOptions();
  @Mixin private ServeOptions options = new ServeOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    ServerConfig config = options.toConfig(data);
    AttachmentServer server = AttachmentServer.start(config);
    StopSignal stop = StopSignal.closing(server);
    spec.commandLine().getOut().println(server.readyLine());
    spec.commandLine().getOut().flush();
    stop.await();
    return 0;
  }
}
