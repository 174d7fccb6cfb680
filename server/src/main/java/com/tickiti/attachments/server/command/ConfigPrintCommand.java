package com.tickiti.attachments.server.command;

import com.tickiti.attachments.edge.settings.SettingsGroup;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code config print}: shows each setting and where it comes from. */
@Command(
    name = "print",
    abbreviateSynopsis = true,
    description = {
      "Prints each setting of serve with its value and origin: the command line, an environment",
      "variable, FILE:line of --config, or default. Secrets are masked."
    })
final class ConfigPrintCommand implements Callable<Integer> {

  @Mixin private SettingsGroup<ServerConfig> settings = new SettingsGroup<>(ServerConfig.class);
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    TextTable table = new TextTable("SETTING", "VALUE", "ORIGIN");
    settings.entries().forEach(entry -> table.add(entry.name(), entry.value(), entry.origin()));
    table.print(spec.commandLine().getOut());
    return 0;
  }
}
