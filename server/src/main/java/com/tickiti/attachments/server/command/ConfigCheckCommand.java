package com.tickiti.attachments.server.command;

import com.tickiti.attachments.edge.settings.SettingsGroup;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code config check}: finds out whether {@code serve} would accept its settings. */
@Command(
    name = "check",
    abbreviateSynopsis = true,
    description = {
      "Checks the settings of serve, and the files of certificates and keys that they name, without",
      "starting anything. Exit status 2 and one line where one is wrong."
    })
final class ConfigCheckCommand implements Callable<Integer> {

  @Mixin private SettingsGroup<ServerConfig> settings = new SettingsGroup<>(ServerConfig.class);
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    settings.read();
    spec.commandLine().getOut().println("the configuration is valid");
    return 0;
  }
}
