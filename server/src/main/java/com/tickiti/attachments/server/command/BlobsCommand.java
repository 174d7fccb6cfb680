package com.tickiti.attachments.server.command;

import picocli.CommandLine.Command;

/** {@code blobs}: the blob store itself. */
@Command(
    name = "blobs",
    description = "Works on the blob store itself.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {BlobsBindCommand.class, BlobsCopyCommand.class})
final class BlobsCommand {}
