package com.tickiti.attachments.server.command;

import picocli.CommandLine.Command;

/** {@code token}: what can be done with API tokens is in the subcommands. */
@Command(
    name = "token",
    description = "Creates, lists and revokes API tokens.",
    subcommands = {TokenCreateCommand.class, TokenListCommand.class, TokenRevokeCommand.class})
final class TokenCommand {}
