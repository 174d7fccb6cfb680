package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.ApiCaller.Reply;
import com.tickiti.attachments.server.database.DatabaseConfig;
import com.tickiti.attachments.server.harness.Await;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server behind a real PgBouncer in transaction mode, as {@code .github/views.md} says: ten
 * connections of the server's share two of PostgreSQL's.
 */
@Tag("trust")
class PgBouncerIT {

  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");
  private static final byte[] CONTENT = "the bytes".getBytes(UTF_8);
  private static final int THREADS = 8;
  private static final int CALLS = 40;

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static Process bouncer;
  private static AttachmentServer server;
  private static ApiCaller caller;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Files.isExecutable(PROGRAM), "needs the package pgbouncer");
    helpdesk = new TestHelpdesk(Files.createDirectory(directory.resolve("data")));
    helpdesk.attach(10, "a.pdf", CONTENT);
    DatabaseConfig database = helpdesk.database().config();
    int port = startBouncer(database);
    server =
        AttachmentServer.start(
            Settings.of(
                ServerConfig.class,
                "--data-dir=" + Files.createDirectory(directory.resolve("behind")),
                "--blob-store=file://" + directory.resolve("data/blobs"),
                "--db-url="
                    + database.url().replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + port)
                    + "?prepareThreshold=0",
                "--db-user=" + database.user(),
                "--db-password=" + database.password(),
                "--migrate=false",
                "--audit=table",
                "--http-port=0",
                "--grpc-port=0"));
    caller = new ApiCaller(server.httpUri());
  }

  private static int startBouncer(DatabaseConfig database) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path users = directory.resolve("users.txt");
    Files.writeString(users, "\"%s\" \"%s\"\n".formatted(database.user(), database.password()));
    Path configuration = directory.resolve("pgbouncer.ini");
    Files.writeString(
        configuration,
        """
        [databases]
        * = host=127.0.0.1 port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = %s
        pool_mode = transaction
        default_pool_size = 2
        ignore_startup_parameters = extra_float_digits,options
        """
            .formatted(
                URI.create(database.url().substring("jdbc:".length())).getPort(), port, users));
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "--user")); // it refuses to run as root
    }
    command.addAll(List.of(PROGRAM.toString(), configuration.toString()));
    bouncer =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("pgbouncer.log").toFile())
            .start();
    Await.until("PgBouncer listens", Duration.ofSeconds(10), () -> accepts(port));
    return port;
  }

  private static boolean accepts(int port) {
    try (Socket unused = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
    if (bouncer != null) {
      bouncer.destroyForcibly().waitFor();
    }
    if (helpdesk != null) {
      helpdesk.close();
    }
  }

  @Test
  void manyCallsAtOnce_shareTwoConnections() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Integer>> served = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int number = thread;
        served.add(threads.submit(() -> callRepeatedly(number)));
      }
      for (Future<Integer> calls : served) {
        assertThat(calls.get()).isEqualTo(CALLS);
      }
    } finally {
      threads.shutdownNow();
    }
    // Those that PgBouncer has opened are still there; TestHelpdesk has its own server and pool.
    assertThat(Files.readString(directory.resolve("pgbouncer.log")).lines())
        .filteredOn(line -> line.contains("new connection to server"))
        .hasSizeBetween(1, 2);
  }

  /** Downloads, and every tenth time uploads. */
  private static int callRepeatedly(int thread) throws Exception {
    int served = 0;
    for (int call = 0; call < CALLS; call++) {
      Reply reply =
          call % 10 == 9
              ? caller.upload(
                  WRITER,
                  thread + "-" + call,
                  "b.txt",
                  (thread + "-" + call).getBytes(UTF_8),
                  "ticket_number",
                  "220009",
                  "response_id",
                  "42")
              : caller.post(
                  "/api/v1/tickets/attachment",
                  READER,
                  "{\"ticket_number\":220009,\"response_attachment_id\":10}");
      assertThat(reply.status()).as(new String(reply.body(), UTF_8)).isEqualTo(200);
      served++;
    }
    return served;
  }
}
