package com.tickiti.attachments.server.command;

import picocli.CommandLine.Command;

/** {@code config}: what can be done with the configuration is in the subcommands. */
@Command(
    name = "config",
    description = "Prints and checks the configuration that a command would have.",
    subcommands = {ConfigPrintCommand.class, ConfigCheckCommand.class})
final class ConfigCommand {}
