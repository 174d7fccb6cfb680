package com.tickiti.attachments.server.blob.s3;

import com.tickiti.attachments.server.blob.StoreProbe;
import com.tickiti.attachments.server.blob.StoreProperty;
import com.tickiti.attachments.server.blob.StoreProperty.State;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Tries the properties of a bucket. */
record S3Probe(S3Location location) {

  List<StoreProperty> run() throws IOException {
    try (S3BlobStore store = new S3BlobStore(location);
        S3Requests requests = new S3Requests(location)) {
      StoreProbe probe = new StoreProbe(store);
      return probe.run(
          Path.of(System.getProperty("java.io.tmpdir")),
          (content, digest) ->
              List.of(
                  list(requests, digest),
                  conditional(requests, digest),
                  checksum(requests, location)));
    }
  }

  /** A page begins right behind a key, in the order of the keys' bytes. */
  private StoreProperty list(S3Requests requests, Digest digest) {
    String key = key(digest);
    try {
      List<String> keys =
          requests.list(key.substring(0, key.length() - 1)).contents().stream()
              .map(S3Object::key)
              .toList();
      boolean right = keys.contains(key) && keys.equals(keys.stream().sorted().toList());
      return right
          ? new StoreProperty("list", State.HOLDS, "lists in the order of the keys", "")
          : new StoreProperty(
              "list",
              State.BROKEN,
              "a listing lacks a new content or has no order",
              "use a store whose listings are consistent: gc and verify rely on it");
    } catch (IOException e) {
      return new StoreProperty(
          "list", State.BROKEN, String.valueOf(e.getMessage()), "allow s3:ListBucket");
    }
  }

  /** Two servers that mark a new store at once must end up with one marker. */
  private StoreProperty conditional(S3Requests requests, Digest digest) {
    String key = location.key("doctor-" + digest.hex());
    try {
      requests.putIfAbsent(key, "first".getBytes(StandardCharsets.US_ASCII));
      requests.putIfAbsent(key, "second".getBytes(StandardCharsets.US_ASCII));
      ByteBuffer there = requests.get(key, 0, 100).bytes();
      return StandardCharsets.US_ASCII.decode(there).toString().equals("first")
          ? new StoreProperty("conditional put", State.HOLDS, "knows If-None-Match", "")
          : new StoreProperty(
              "conditional put",
              State.WEAK,
              "If-None-Match is not respected",
              "let one server alone bind a new store");
    } catch (IOException | NoSuchKeyException e) {
      return new StoreProperty(
          "conditional put",
          State.WEAK,
          String.valueOf(e.getMessage()),
          "let one server alone bind a new store");
    } finally {
      requests.deleteTrial(key);
    }
  }

  private static StoreProperty checksum(S3Requests requests, S3Location location) {
    return switch (new ChecksumProbe(location).run(requests)) {
      case REFUSED ->
          new StoreProperty("checksum", State.HOLDS, "refuses bytes of another SHA-256", "");
      case TAKEN ->
          new StoreProperty(
              "checksum",
              State.WEAK,
              "takes bytes of another SHA-256: each upload is read back before it is acknowledged",
              "use a store that checks x-amz-checksum-sha256, or expect uploads to take longer");
      case UNKNOWN ->
          new StoreProperty(
              "checksum", State.WEAK, "could not be tried", "allow writing below the prefix");
    };
  }

  private String key(Digest digest) {
    String hex = digest.hex();
    return location.key(hex.substring(0, 2) + "/" + hex.substring(2, 4) + "/" + hex);
  }
}
