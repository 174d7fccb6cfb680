package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.audit.AuditFiles;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.server.harness.Await;
import com.tickiti.attachments.server.settings.ServerConfig;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /readyz}, {@code /readyz?verbose}, {@code /livez} and gRPC's health tell the truth. */
class ReadinessIT {

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String ALL_UP =
      "{\"database\":\"up\",\"blobs\":\"up\",\"audit\":\"up\",\"uploads\":\"up\"}";

  @TempDir private Path directory;

  @Test
  void allWell_namesEveryComponent() throws Exception {
    try (TestHelpdesk helpdesk = new TestHelpdesk(directory)) {
      JsonCaller caller = new JsonCaller(helpdesk.server().httpUri());

      Answer verbose = caller.send("GET", "/readyz?verbose");

      assertThat(verbose.status()).isEqualTo(200);
      assertThat(verbose.json().toString())
          .isEqualTo("{\"ok\":true,\"components\":" + ALL_UP + "}");
      assertThat(caller.send("GET", "/readyz").json().toString()).isEqualTo("{\"ok\":true}");
      assertThat(caller.send("GET", "/livez").status()).isEqualTo(200);
    }
  }

  /** A volume of one mebibyte, filled up: no record of a download can be written. */
  @Test
  void auditVolumeFull_isNotReadyUntilThereIsSpace() throws Exception {
    Path audit = Files.createDirectory(directory.resolve("audit"));
    assumeThat(mount(audit)).as("may mount a volume").isTrue();
    try (TestHelpdesk helpdesk = new TestHelpdesk(directory)) {
      helpdesk.attach(1, "one.txt", "one".getBytes(UTF_8));
      JsonCaller caller = new JsonCaller(helpdesk.server().httpUri());
      assertThat(download(caller).status()).isEqualTo(200);
      Path ballast = audit.resolve("ballast");
      fill(ballast);

      // Without a call: nobody has to fail first.
      Await.until("not ready", SOON, () -> caller.send("GET", "/readyz").status() == 503);

      Answer verbose = caller.send("GET", "/readyz?verbose");
      assertThat(verbose.status()).isEqualTo(503);
      assertThat(verbose.error()).isEqualTo("unavailable");
      assertThat(verbose.json().get("components").toString())
          .isEqualTo(ALL_UP.replace("\"audit\":\"up\"", "\"audit\":\"down\""));
      assertThat(grpcHealth(helpdesk, "")).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(grpcHealth(helpdesk, "component/audit")).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(grpcHealth(helpdesk, "component/database")).isEqualTo(ServingStatus.SERVING);
      assertThat(caller.send("GET", "/livez").status()).isEqualTo(200);
      exhaust(caller);

      Files.delete(ballast);
      Await.until("ready", SOON, () -> caller.send("GET", "/readyz").status() == 200);
      assertThat(download(caller).status()).isEqualTo(200);
    } finally {
      unmount(audit);
    }
  }

  @Test
  void roleThatLacksAPrivilegeOfUploads_isNotReadyUntilItHasIt() throws Exception {
    try (TestHelpdesk helpdesk = new TestHelpdesk(directory)) {
      helpdesk.attach(1, "one.txt", "one".getBytes(UTF_8));
      sql(
          helpdesk,
          "CREATE ROLE uploader LOGIN PASSWORD 'secret';"
              + " GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO uploader;"
              + " GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO uploader");
      try (AttachmentServer server = startAs(helpdesk, "uploader")) {
        JsonCaller caller = new JsonCaller(server.httpUri());
        assertThat(component(caller, "uploads")).isEqualTo("up");

        sql(helpdesk, "REVOKE USAGE ON SEQUENCE uploaded_attachment_id FROM uploader");
        Await.until("not ready", SOON, () -> caller.send("GET", "/readyz").status() == 503);
        assertThat(component(caller, "uploads")).isEqualTo("down");
        assertThat(component(caller, "database")).isEqualTo("up");
        assertThat(download(caller).status()).isEqualTo(200);

        sql(helpdesk, "GRANT USAGE ON SEQUENCE uploaded_attachment_id TO uploader");
        Await.until("ready", SOON, () -> caller.send("GET", "/readyz").status() == 200);
      } finally {
        sql(helpdesk, "DROP OWNED BY uploader; DROP ROLE uploader");
      }
    }
  }

  @Test
  void roleThatMayOnlyRead_isReadyWithUploadsOff() throws Exception {
    try (TestHelpdesk helpdesk = new TestHelpdesk(directory)) {
      helpdesk.attach(1, "one.txt", "one".getBytes(UTF_8));
      sql(
          helpdesk,
          "CREATE ROLE reader LOGIN PASSWORD 'secret';"
              + " GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader");
      try (AttachmentServer server = startAs(helpdesk, "reader")) {
        JsonCaller caller = new JsonCaller(server.httpUri());
        assertThat(caller.send("GET", "/readyz").status()).isEqualTo(200);
        assertThat(component(caller, "uploads")).isEqualTo("off");
        assertThat(download(caller).status()).isEqualTo(200);
      } finally {
        sql(helpdesk, "DROP OWNED BY reader; DROP ROLE reader");
      }
    }
  }

  /** A cleanup job: what was recorded is gone, what comes is recorded again at once. */
  @Test
  void auditFilesRemoved_areFollowedByAnotherBeforeAByteIsSent() throws Exception {
    try (TestHelpdesk helpdesk = new TestHelpdesk(directory)) {
      helpdesk.attach(1, "one.txt", "one".getBytes(UTF_8));
      JsonCaller caller = new JsonCaller(helpdesk.server().httpUri());
      Path audit = directory.resolve("audit");
      for (int round = 0; round < 3; round++) {
        assertThat(download(caller).status()).isEqualTo(200);
        assertThat(starts(audit)).as("recorded, round %d", round).isEqualTo(1);
        MoreFiles.deleteDirectoryContents(audit, RecursiveDeleteOption.ALLOW_INSECURE);
      }
      remove(audit);
      assertThat(download(caller).status()).isEqualTo(200);
      assertThat(starts(audit)).as("recorded in a new directory").isEqualTo(1);

      remove(audit);
      Files.createFile(audit);
      Answer refused = download(caller);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(new String(refused.body(), UTF_8)).doesNotContain("content_base64");
      Files.delete(audit);
      assertThat(download(caller).status()).isEqualTo(200);
    }
  }

  /** Under its name nothing is left at once, although the server may write to it meanwhile. */
  private static void remove(Path audit) throws IOException {
    Path aside = Files.move(audit, audit.resolveSibling("aside"));
    MoreFiles.deleteRecursively(aside, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  private static long starts(Path audit) throws IOException {
    return AuditFiles.records(audit).stream()
        .filter(record -> record.get("event").textValue().equals("download_started"))
        .count();
  }

  private AttachmentServer startAs(TestHelpdesk helpdesk, String role) throws IOException {
    return AttachmentServer.start(
        Settings.of(
            ServerConfig.class,
            "--data-dir=" + directory,
            "--db-url=" + helpdesk.database().config().url(),
            "--db-user=" + role,
            "--db-password=secret",
            "--migrate=false",
            "--http-port=0",
            "--grpc-port=0"));
  }

  private static void sql(TestHelpdesk helpdesk, String statement) {
    helpdesk.database().sql().execute(statement);
  }

  private static String component(JsonCaller caller, String name) throws Exception {
    return caller.send("GET", "/readyz?verbose").json().at("/components/" + name).textValue();
  }

  private static Answer download(JsonCaller caller) throws Exception {
    return caller.post(READER, "{\"ticket_number\":220009,\"response_attachment_id\":1}");
  }

  private static ServingStatus grpcHealth(TestHelpdesk helpdesk, String service) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(helpdesk.server().grpcTarget(), InsecureChannelCredentials.create())
            .build();
    try {
      return HealthGrpc.newBlockingStub(channel)
          .check(HealthCheckRequest.newBuilder().setService(service).build())
          .getStatus();
    } finally {
      channel.shutdownNow();
    }
  }

  /** Downloads until the last block that is open has no room for a record either. */
  private static void exhaust(JsonCaller caller) throws Exception {
    int tries = 0;
    while (download(caller).status() != 503) {
      assertThat(++tries).as("downloads with no space for their records").isLessThan(100);
    }
  }

  private static void fill(Path file) throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static boolean mount(Path directory) throws Exception {
    return run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory.toString()) == 0;
  }

  private static void unmount(Path directory) throws Exception {
    assertThat(run("umount", "-l", directory.toString())).isZero();
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }
}
