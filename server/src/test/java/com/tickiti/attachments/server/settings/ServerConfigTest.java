package com.tickiti.attachments.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tickiti.attachments.edge.settings.InvalidSettingException;
import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.blob.FallbackLocation;
import com.tickiti.attachments.server.blob.disk.DiskLocation;
import com.tickiti.attachments.server.blob.s3.S3Location;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigTest {

  @Test
  void nothingGiven_isTheDefaults() {
    ServerConfig defaults = Settings.of(ServerConfig.class);

    assertThat(defaults.data().database()).isEmpty();
    assertThat(defaults.data().blobs()).isEmpty();
    assertThat(defaults.data().migrate()).isTrue();
    assertThat(defaults.listen().grpc().address().getPort()).isEqualTo(9090);
    assertThat(defaults.maxUploadBytes()).isEqualTo(50L << 20);
    assertThat(defaults.cacheBytes()).isBetween(1L, 256L << 20);
    assertThat(defaults.audit()).isEqualTo(ServerConfig.Audit.FILE);
    assertThat(defaults.limits().tokenConcurrency()).isEqualTo(256);
  }

  @ParameterizedTest
  @CsvSource({
    "auto, 127.0.0.1, true",
    "auto, ::1, true",
    "auto, 0.0.0.0, false",
    "auto, 192.0.2.1, false",
    "on, 0.0.0.0, true",
    "off, 127.0.0.1, false",
  })
  void reflection_auto_isOnWhereOnlyThisMachineCanAsk(
      String reflection, String address, boolean expected) {
    ServerConfig.Listen listen =
        Settings.of(ServerConfig.Listen.class, "--reflection=" + reflection, "--bind=" + address);

    assertThat(listen.grpc().reflection()).isEqualTo(expected);
  }

  @Test
  void blobStore_readsEveryOption() {
    assertThat(
            data(
                    "--blob-store=s3://tickets/a/b",
                    "--s3-endpoint=https://s3.example.test:9000",
                    "--s3-region=eu-central-1",
                    "--s3-path-style",
                    "--s3-timeout=3s")
                .blobs())
        .contains(
            new S3Location(
                "tickets",
                "a/b/",
                Optional.of(URI.create("https://s3.example.test:9000")),
                Optional.of("eu-central-1"),
                true,
                Duration.ofSeconds(3)));
  }

  @Test
  void blobStore_alone_hasNoPrefixAndTheUsualTimeout() {
    S3Location location = (S3Location) data("--blob-store=s3://tickets").blobs().orElseThrow();

    assertThat(location.prefix()).isEmpty();
    assertThat(location.pathStyle()).isFalse();
    assertThat(location.timeout()).isEqualTo(S3Location.DEFAULT_TIMEOUT);
  }

  @Test
  void blobStore_aDirectory_isOneOnADisk() {
    assertThat(data("--blob-store=file:///var/blobs").blobs())
        .contains(new DiskLocation(Path.of("/var/blobs")));
  }

  @Test
  void blobStoreFallback_withoutABlobStore_isBehindTheDataDirectory() {
    assertThat(data("--data-dir=/var/data", "--blob-store-fallback=s3://tickets").blobs())
        .contains(
            new FallbackLocation(
                new DiskLocation(Path.of("/var/data/blobs")),
                data("--blob-store=s3://tickets").blobs().orElseThrow()));
  }

  @Test
  void toString_hidesThePassword() {
    assertThat(data("--db-url=jdbc:postgresql://db/x", "--db-password=hidden").toString())
        .doesNotContain("hidden");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --blob-store=/var/blobs | --blob-store: /var/blobs (expected: s3://BUCKET, s3://BUCKET/PREFIX or file:///DIRECTORY)
          --blob-store=file://host/blobs | --blob-store: file://host/blobs (expected: s3://BUCKET, s3://BUCKET/PREFIX or file:///DIRECTORY)
          --blob-store-fallback=blobs | --blob-store-fallback: blobs (expected: s3://BUCKET, s3://BUCKET/PREFIX or file:///DIRECTORY)
          --blob-store-fallback=s3://Tickets | --blob-store-fallback bucket: Tickets (expected: 3 to 63 of a-z 0-9 . -)
          --blob-store=s3:// | '--blob-store bucket:  (expected: 3 to 63 of a-z 0-9 . -)'
          --blob-store=s3://Tickets/a | --blob-store bucket: Tickets (expected: 3 to 63 of a-z 0-9 . -)
          --blob-store=s3://tickets/a//b | --blob-store prefix: a//b/ (expected: names, each with a slash behind)
          --blob-store=s3://tickets --s3-endpoint=s3.example.test | --s3-endpoint: s3.example.test (expected: http:// or https:// and a host)
          --blob-store=s3://tickets --s3-endpoint=http://a:b@s3.example.test | --s3-endpoint: names a user (expected: credentials in the environment)
          --blob-store=s3://tickets --s3-endpoint=http://[ | --s3-endpoint: http://[ (expected: http:// or https:// and a host)
          --blob-store=s3://tickets --s3-region=EU | --s3-region: EU (expected: such as eu-central-1)
          --s3-region=eu-central-1 | --s3-endpoint, --s3-region and --s3-path-style need --blob-store
          --db-pool-size=0 | --db-pool-size: 0 (expected: 1 or more)
          --db-user=x | --db-user and --db-password need --db-url
          --db-url=x | --db-url (expected: jdbc:postgresql://host:port/database)
          --migrate=yes | --migrate: yes (expected: true or false)
          """)
  void wrongValue_isOneLineThatNamesTheOption(String options, String message) {
    assertThatThrownBy(() -> data(options.split(" ")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --max-upload-bytes=-1 | --max-upload-bytes: -1 (expected: a number of bytes, or one with KiB, MiB or GiB such as 10MiB)
          --audit=syslog | --audit: syslog (expected: file or table or off)
          --reflection=yes | --reflection: yes (expected: auto or on or off)
          --tls-client-ca=pom.xml | --tls-client-ca: pom.xml (expected: a file of PEM certificates)
          --token-requests-per-second=1e10 | --token-requests-per-second: 1e10 (expected: 0 to 1000000000)
          --token-burst=0 | --token-burst: 0 (expected: 1 or more)
          """)
  void wrongValueOfAServer_isOneLineThatNamesTheOption(String option, String message) {
    assertThatThrownBy(() -> Settings.of(ServerConfig.class, option))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(message);
  }

  private static ServerConfig.Data data(String... options) {
    return Settings.of(ServerConfig.Data.class, options);
  }
}
