package com.tickiti.attachments.client;

import static com.tickiti.attachments.client.ServiceExtension.ATTACHMENT;
import static com.tickiti.attachments.client.ServiceExtension.FAST;
import static com.tickiti.attachments.client.ServiceExtension.TICKET;
import static com.tickiti.attachments.client.ServiceExtension.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import com.tickiti.attachments.client.examples.SdkExample;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class TransportTest {

  @TempDir private static Path directory;

  @RegisterExtension private final ServiceExtension fixture = new ServiceExtension();

  @BeforeEach
  void content() {
    fixture.service.holds(bytes(10));
  }

  @Test
  void get_overTlsWithTrustedCertificate_isAnswered() throws Exception {
    PemIdentity server = PemIdentity.create(directory, "server");
    int port = serveTls(server, ClientAuth.NONE, server);

    try (AttachmentClient client = tls(port).trustCertificates(server.chain()).build()) {
      assertThat(client.get(TICKET, ATTACHMENT).attachment().id()).isEqualTo(ATTACHMENT);
    }
  }

  @Test
  void get_overTlsWithoutTrust_isUnavailable() throws Exception {
    PemIdentity server = PemIdentity.create(directory, "untrusted");
    int port = serveTls(server, ClientAuth.NONE, server);

    try (AttachmentClient client = tls(port).retryPolicy(RetryPolicy.none()).build()) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> client.get(TICKET, ATTACHMENT));
    }
    assertThat(fixture.service.metadata).isEmpty();
  }

  @Test
  void get_serverAsksForClientCertificate_isAnsweredOnlyWithOne() throws Exception {
    PemIdentity server = PemIdentity.create(directory, "mtls-server");
    PemIdentity caller = PemIdentity.create(directory, "mtls-client");
    int port = serveTls(server, ClientAuth.REQUIRE, caller);

    try (AttachmentClient client =
        tls(port)
            .trustCertificates(server.chain())
            .clientCertificate(caller.chain(), caller.key())
            .build()) {
      assertThat(client.get(TICKET, ATTACHMENT).attachment().id()).isEqualTo(ATTACHMENT);
    }
    try (AttachmentClient client =
        tls(port).trustCertificates(server.chain()).retryPolicy(RetryPolicy.none()).build()) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> client.get(TICKET, ATTACHMENT));
    }
  }

  @Test
  void get_plaintextServerWithoutAskingForPlaintext_sendsNoToken() throws IOException {
    int port = fixture.onLoopback().getPort();

    try (AttachmentClient client = tls(port).retryPolicy(RetryPolicy.none()).build()) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> client.get(TICKET, ATTACHMENT));
    }
    assertThat(fixture.service.metadata).isEmpty();
  }

  @Test
  void get_setupCannotSucceed_failsInTheFirstAttempt() throws Exception {
    int plain = fixture.onLoopback().getPort();
    PemIdentity server = PemIdentity.create(directory, "setup");
    int secure = serveTls(server, ClientAuth.NONE, server);
    failsAtOnce(tls(plain), "does not speak TLS");
    failsAtOnce(tls(secure), "TLS handshake failed");
    failsAtOnce(tls(secure).target("nosuch.invalid:9090"), "host name is unknown");
  }

  @Test
  void get_plaintextToATlsServer_saysWhatToCheck() throws Exception {
    PemIdentity server = PemIdentity.create(directory, "expects-tls");
    int port = serveTls(server, ClientAuth.NONE, server);
    try (AttachmentClient client = tls(port).plaintext().build()) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> client.get(TICKET, ATTACHMENT))
          .withMessageContaining("whether it expects TLS");
    }
  }

  @Test
  void get_peerSpeaksHttp1_failsInTheFirstAttempt() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.start();
    try {
      failsAtOnce(
          AttachmentClient.builder()
              .target("127.0.0.1:" + http.getAddress().getPort())
              .plaintext()
              .token("14|secret")
              .retryPolicy(FAST),
          "does not speak HTTP/2 without TLS");
    } finally {
      http.stop(0);
    }
  }

  @Test
  void get_peerSpeaksHttp1OverTls_failsInTheFirstAttempt() throws Exception {
    PemIdentity identity = PemIdentity.create(directory, "http1");
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(identity.sslContext()));
    https.start();
    try {
      failsAtOnce(
          tls(https.getAddress().getPort()).trustCertificates(identity.chain()),
          "does not speak HTTP/2 over TLS");
    } finally {
      https.stop(0);
    }
  }

  @Test
  void build_noTransportOnTheClassPath_saysWhatToAdd() throws Exception {
    String classPath =
        Arrays.stream(classPath().split(File.pathSeparator))
            .filter(entry -> !entry.contains("grpc-netty"))
            .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                SdkExample.class.getName())
            .redirectErrorStream(true);
    process.environment().put("ATTACHMENTS_TOKEN", "14|secret");

    assertThat(new String(process.start().getInputStream().readAllBytes(), UTF_8))
        .contains("IllegalStateException: no gRPC transport on the class path: add one, such as");
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static void failsAtOnce(AttachmentClient.Builder builder, String message) {
    AtomicInteger attempts = new AtomicInteger();
    CallListener counter =
        new CallListener() {
          @Override
          public void attemptStarted(String method, String requestId) {
            attempts.incrementAndGet();
          }
        };
    try (AttachmentClient client = builder.listener(counter).build()) {
      assertThatExceptionOfType(ConnectionSetupException.class)
          .isThrownBy(() -> client.get(TICKET, ATTACHMENT))
          .withMessageContaining(message);
    }
    assertThat(attempts).hasValue(1);
  }

  @Test
  void transfer_total_isLimitedApartFromStalls() throws IOException {
    fixture.service.silent = true;
    try (AttachmentClient client =
        fixture.inProcess().retryPolicy(FAST).transferDeadline(Duration.ofMillis(200)).build()) {
      Download download = client.download(TICKET, ATTACHMENT);
      assertThatExceptionOfType(DeadlineExceededException.class)
          .isThrownBy(() -> download.content().read());
    }
  }

  @Test
  void close_suppliedChannel_staysOpen() throws IOException {
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                "127.0.0.1:" + fixture.onLoopback().getPort(), InsecureChannelCredentials.create())
            .build();
    try {
      AttachmentClient.builder().channel(channel).token("14|secret").build().close();

      assertThat(channel.isShutdown()).isFalse();
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void build_certificateUnreadableOrWithPlaintext_isRefused() {
    AttachmentClient.Builder unreadable = tls(1).trustCertificates(directory.resolve("absent.pem"));
    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(unreadable::build);
    assertThatIllegalStateException().isThrownBy(unreadable.plaintext()::build);
  }

  private int serveTls(PemIdentity identity, ClientAuth clientAuth, PemIdentity trusted)
      throws IOException {
    return fixture
        .start(
            Grpc.newServerBuilderForPort(
                0,
                TlsServerCredentials.newBuilder()
                    .keyManager(identity.chain().toFile(), identity.key().toFile())
                    .trustManager(trusted.chain().toFile())
                    .clientAuth(clientAuth)
                    .build()))
        .getPort();
  }

  private static AttachmentClient.Builder tls(int port) {
    return AttachmentClient.builder()
        .target("dns:///localhost:" + port)
        .token("14|secret")
        .retryPolicy(FAST);
  }
}
