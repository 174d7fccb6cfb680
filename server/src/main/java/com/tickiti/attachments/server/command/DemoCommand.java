package com.tickiti.attachments.server.command;

import com.tickiti.attachments.edge.EdgeConfig;
import com.tickiti.attachments.edge.Hangup;
import com.tickiti.attachments.edge.log.Log;
import com.tickiti.attachments.edge.settings.SettingsGroup;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.demo.DemoAttachment;
import com.tickiti.attachments.server.demo.DemoCases;
import com.tickiti.attachments.server.demo.DemoDescription;
import com.tickiti.attachments.server.demo.DemoGuide;
import com.tickiti.attachments.server.demo.DemoHelpdesk;
import com.tickiti.attachments.server.demo.DemoToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code demo}: serves a small helpdesk that has an example of everything. */
@Command(
    name = "demo",
    abbreviateSynopsis = true,
    description = {
      "Makes and serves a small helpdesk with an example of every documented outcome.",
      "Prints how to begin, and writes a curl command for each outcome with the answer to expect",
      "to DIR/demo.sh, and the same for programs to DIR/demo.json. The data directory keeps it;",
      "running it again refreshes it."
    })
final class DemoCommand implements Callable<Integer> {

  @Mixin private SettingsGroup<ServerConfig> settings = new SettingsGroup<>(ServerConfig.class);
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    ServerConfig config = settings.read();
    Log.configure(config.log());
    Hangup.runs(() -> {});
    AttachmentServer server = AttachmentServer.start(config);
    PrintWriter out = spec.commandLine().getOut();
    try {
      EdgeConfig http = config.listen().http();
      EdgeConfig.Tls tls = http.tls();
      DemoGuide guide =
          new DemoGuide(
              load(config.data(), server),
              config.data().directory(),
              tls == null ? null : tls.certificateChain());
      guide.write();
      guide.print(out, http.developerPage());
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    return ServeCommand.serve(server, config, out);
  }

  /** Loads the demo beside a server that runs on the same data, and writes {@code demo.json}. */
  static DemoDescription load(ServerConfig.Data data, AttachmentServer server) throws IOException {
    Path file = data.directory().resolve(DemoDescription.FILE);
    Map<DemoToken, String> tokens = DemoDescription.tokens(file);
    Map<DemoAttachment, Digest> digests;
    try (DataStores stores = DataStores.openShared(data)) {
      stores.adoptBlobs();
      digests = new DemoHelpdesk(data.directory().resolve("demo"), tokens).load(stores);
    }
    Map<String, String> byName = new LinkedHashMap<>();
    tokens.forEach((token, text) -> byName.put(token.key(), text));
    DemoDescription description =
        new DemoDescription(
            server.httpUri(), server.grpcTarget(), byName, new DemoCases(digests).all());
    description.write(file);
    return description;
  }
}
