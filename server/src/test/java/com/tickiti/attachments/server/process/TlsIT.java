package com.tickiti.attachments.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tickiti.attachments.server.TestCertificate;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS on both ports and between them, as operators switch it on. */
class TlsIT {

  @TempDir private static Path directory;
  private static TestCertificate server;
  private static TestCertificate client;

  @BeforeAll
  static void makeCertificates() throws Exception {
    server = TestCertificate.create(directory, "server", 1);
    client = TestCertificate.create(directory, "client", 1);
  }

  @Test
  void demoAndEdge_overTls_answerWhoTrustsThem() throws Exception {
    try (JarProcess demo =
        start(
            JarProcess.SERVER,
            "demo --grpc-port 0 --data-dir %s --tls-client-ca %s"
                .formatted(directory.resolve("data"), client.chain()))) {
      JarProcess.Ready ready = demo.awaitReady();
      assertThat(ready.http()).startsWith("https://");
      assertThat(String.join("\n", demo.output()))
          .contains(
              "curl -sS "
                  + ready.http()
                  + "/api/v1/tickets/attachment \\\n  --cacert '"
                  + server.chain()
                  + "'");
      assertThat(status(ready.http() + "/livez")).isEqualTo(200);

      assertThat(
              health(
                  ready.grpc(),
                  trusting().keyManager(client.chain().toFile(), client.key().toFile()).build()))
          .isEqualTo(ServingStatus.SERVING);
      ChannelCredentials nobody = trusting().build();
      assertThatThrownBy(() -> health(ready.grpc(), nobody)).isInstanceOf(StatusException.class);

      try (JarProcess edge =
          start(
              JarProcess.EDGE,
              "--upstream %s --upstream-ca %s --upstream-cert %s --upstream-key %s"
                  .formatted(ready.grpc(), server.chain(), client.chain(), client.key()))) {
        // Ready only if the server behind let it in.
        assertThat(status(edge.awaitReady().http() + "/readyz")).isEqualTo(200);
      }
    }
  }

  @Test
  void edge_onTheNetworkInPlainText_warnsInOneLine() throws Exception {
    try (JarProcess edge =
        JarProcess.start(
            List.of(),
            JarProcess.EDGE,
            List.of("--upstream", "127.0.0.1:1", "--http-port", "0", "--bind", "0.0.0.0"))) {
      edge.awaitReady();

      assertThat(edge.faultLines())
          .singleElement()
          .asString()
          .contains("WARN", "0.0.0.0 without TLS");
    }
  }

  @Test
  void server_withAnotherKey_saysSoAndEndsWithStatus2() throws Exception {
    try (JarProcess process =
        JarProcess.start(
            List.of(),
            JarProcess.SERVER,
            List.of(
                "serve --http-port 0 --grpc-port 0 --data-dir %s --tls-cert %s --tls-key %s"
                    .formatted(directory.resolve("none"), server.chain(), client.key())
                    .split(" ")))) {
      assertThat(process.awaitExit()).isEqualTo(2);
      assertThat(process.errorLines()).singleElement().asString().startsWith("--tls-key: ");
    }
  }

  private static JarProcess start(Path jar, String line) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
    arguments.addAll(List.of("--http-port", "0", "--tls-cert", server.chain().toString()));
    arguments.addAll(List.of("--tls-key", server.key().toString()));
    return JarProcess.start(List.of(), jar, arguments);
  }

  private static TlsChannelCredentials.Builder trusting() throws IOException {
    return TlsChannelCredentials.newBuilder().trustManager(server.chain().toFile());
  }

  private static ServingStatus health(String target, ChannelCredentials credentials)
      throws StatusException {
    ManagedChannel channel = Grpc.newChannelBuilder(target, credentials).build();
    try {
      return HealthGrpc.newBlockingV2Stub(channel)
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus();
    } finally {
      channel.shutdownNow();
    }
  }

  private static int status(String uri) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream chain = Files.newInputStream(server.chain())) {
      trusted.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(chain));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder()
        .sslContext(tls)
        .build()
        .send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.discarding())
        .statusCode();
  }
}
