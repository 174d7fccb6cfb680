package com.tickiti.attachments.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.EnvironmentDefaults;
import com.tickiti.attachments.server.blob.s3.S3Location;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class BlobStoreOptionsTest {

  @Test
  void toLocation_withoutOptions_isNone() {
    assertThat(parsed(Map.of())).isEmpty();
  }

  @Test
  void toLocation_readsEveryOption() {
    assertThat(
            parsed(
                Map.of(),
                "--blob-store=s3://tickets/a/b",
                "--s3-endpoint=https://s3.example.test:9000",
                "--s3-region=eu-central-1",
                "--s3-path-style"))
        .contains(
            new S3Location(
                "tickets",
                "a/b/",
                Optional.of(URI.create("https://s3.example.test:9000")),
                Optional.of("eu-central-1"),
                true,
                S3Location.DEFAULT_TIMEOUT));
  }

  @Test
  void toLocation_readsTheEnvironment() {
    assertThat(
            parsed(
                Map.of(
                    "ATTACHMENTS_BLOB_STORE", "s3://tickets",
                    "ATTACHMENTS_S3_PATH_STYLE", "true")))
        .hasValueSatisfying(
            location -> {
              assertThat(location.prefix()).isEmpty();
              assertThat(location.pathStyle()).isTrue();
            });
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          --blob-store=/var/blobs, --blob-store: /var/blobs (expected: s3://BUCKET or s3://BUCKET/PREFIX)
          --blob-store=s3://, `--blob-store bucket:  (expected: 3 to 63 of a-z 0-9 . -)`
          --blob-store=s3://Tickets/a, --blob-store bucket: Tickets (expected: 3 to 63 of a-z 0-9 . -)
          --blob-store=s3://tickets/a//b, `--blob-store prefix: a//b/ (expected: names, each with a slash behind)`
          --blob-store=s3://tickets --s3-endpoint=s3.example.test, --s3-endpoint: s3.example.test (expected: http:// or https:// and a host)
          --blob-store=s3://tickets --s3-endpoint=http://a:b@s3.example.test, `--s3-endpoint: names a user (expected: credentials in the environment)`
          --blob-store=s3://tickets --s3-endpoint=http://[, --s3-endpoint: http://[ (expected: http:// or https:// and a host)
          --blob-store=s3://tickets --s3-region=EU, --s3-region: EU (expected: such as eu-central-1)
          --s3-region=eu-central-1, `--s3-endpoint, --s3-region and --s3-path-style need --blob-store`
          """)
  void wrongValues_areOneClearLineAndWrongUse(String options, String line) {
    CommandRun run = CommandRun.of(("verify " + options).split(" "));
    assertThat(run).isEqualTo(new CommandRun(2, "", line + "\n"));
  }

  private static Optional<S3Location> parsed(Map<String, String> environment, String... options) {
    Probe probe = new Probe();
    new CommandLine(probe)
        .setDefaultValueProvider(new EnvironmentDefaults(environment))
        .parseArgs(options);
    return probe.options.toLocation().map(S3Location.class::cast);
  }

  @Command
  private static final class Probe {
    @Mixin private BlobStoreOptions options = new BlobStoreOptions();
  }
}
