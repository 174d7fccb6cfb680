package com.tickiti.attachments.server.command;

import com.tickiti.attachments.edge.Hangup;
import com.tickiti.attachments.edge.log.Log;
import com.tickiti.attachments.edge.settings.SettingsGroup;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}: runs until it is told to stop. */
@Command(
    name = "serve",
    abbreviateSynopsis = true,
    description = "Serves what is in the data directory until SIGTERM or Ctrl-C.")
final class ServeCommand implements Callable<Integer> {

  @Mixin private SettingsGroup<ServerConfig> settings = new SettingsGroup<>(ServerConfig.class);
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    ServerConfig config = settings.read();
    Log.configure(config.log());
    Hangup.runs(() -> {}); // nothing is old yet
    return serve(AttachmentServer.start(config), config, spec.commandLine().getOut());
  }

  /** Announces a server that has started, and blocks until the process is told to stop. */
  static int serve(AttachmentServer server, ServerConfig config, PrintWriter out)
      throws InterruptedException {
    StopSignal stop = StopSignal.closing(server);
    Hangup.runs(server::reload);
    StartLine.log(config, server);
    out.println(server.readyLine());
    out.flush();
    stop.await();
    return 0;
  }
}
