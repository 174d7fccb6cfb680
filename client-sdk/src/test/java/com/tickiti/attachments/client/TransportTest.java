package com.tickiti.attachments.client;

import static com.tickiti.attachments.client.ServiceExtension.ATTACHMENT;
import static com.tickiti.attachments.client.ServiceExtension.FAST;
import static com.tickiti.attachments.client.ServiceExtension.TICKET;
import static com.tickiti.attachments.client.ServiceExtension.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
