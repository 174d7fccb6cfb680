package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.database.Database;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code blobs bind}: what a person knows who has restored or moved one of the two. */
@Command(
    name = "bind",
    description = {
      "Binds the database and the blob store to each other by an id that both hold, whatever they",
      "held before. The first server or import on both does so by itself; this is for a blob store",
      "that was restored or moved without its marker blob-store.id, and for a database that was set",
      "up anew for blobs that are kept. Check both places first: gc removes what the database does",
      "not refer to."
    })
final class BlobsBindCommand implements Callable<Integer> {

  @Mixin private DataOptions data = new DataOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    try (DataStores stores = data.openExisting(Database.Access.WRITE)) {
      spec.commandLine()
          .getOut()
          .println("bound the database and the blob store: both hold id " + stores.bindBlobs());
    }
    return 0;
  }
}
