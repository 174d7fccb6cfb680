package com.tickiti.attachments.server.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.maintenance.Progress;
import com.tickiti.attachments.server.manifest.ManifestImport;
import com.tickiti.attachments.server.manifest.ManifestSource;
import com.tickiti.attachments.server.model.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The demo's helpdesk: written as a manifest with its files, as anyone else would write theirs, and
 * imported from there.
 */
public final class DemoHelpdesk {

  static final long STAFF = 7;
  static final long STAFF_OF_ANOTHER_QUEUE = 8;
  static final long CUSTOMER = 9;
  static final long TICKET = 1;
  static final long TICKET_NUMBER = 220_009;
  static final long RESPONSE = 42;
  static final long OTHER_RESPONSE = 43;

  static final long QUEUE = 4;

  private static final long OTHER_QUEUE = 5;
  private static final long OTHER_TICKET = 2;

  private static final List<Map<String, Object>> RECORDS =
      List.of(
          ImmutableMap.of(
              "type", "user", "id", STAFF, "email", DemoThread.STAFF_EMAIL, "is_staff", true),
          ImmutableMap.of(
              "type",
              "user",
              "id",
              STAFF_OF_ANOTHER_QUEUE,
              "email",
              "sam@example.test",
              "is_staff",
              true),
          ImmutableMap.of("type", "user", "id", CUSTOMER, "email", DemoThread.CUSTOMER_EMAIL),
          ImmutableMap.of("type", "queue", "id", QUEUE, "name", "Support"),
          ImmutableMap.of("type", "queue", "id", OTHER_QUEUE, "name", "Billing"),
          ImmutableMap.of("type", "queue_permission", "user_id", STAFF, "queue_id", QUEUE),
          ImmutableMap.of(
              "type",
              "queue_permission",
              "user_id",
              STAFF_OF_ANOTHER_QUEUE,
              "queue_id",
              OTHER_QUEUE),
          ImmutableMap.of("type", "queue_permission", "user_id", CUSTOMER, "queue_id", QUEUE),
          ImmutableMap.of(
              "type",
              "ticket",
              "id",
              OTHER_TICKET,
              "number",
              TICKET_NUMBER + 1,
              "queue_id",
              QUEUE,
              "subject",
              "Another customer's ticket"),
          ImmutableMap.of(
              "type",
              "response",
              "id",
              OTHER_RESPONSE,
              "ticket_id",
              OTHER_TICKET,
              "plain_text",
              "Please keep this to yourselves."));

  private final Path directory;
  private final Map<DemoToken, String> tokens;

  /**
   * A helpdesk to be written below {@code directory}.
   *
   * @param tokens the text of each token
   */
  public DemoHelpdesk(Path directory, Map<DemoToken, String> tokens) {
    this.directory = directory;
    this.tokens = tokens;
  }

  /**
   * Writes it, imports it, and takes away or damages the files that are to be missing or damaged.
   *
   * @return the digest of each attachment's content
   */
  public Map<DemoAttachment, Digest> load(DataStores stores) throws IOException {
    Files.createDirectories(directory.resolve("files"));
    Map<DemoAttachment, Digest> digests = new EnumMap<>(DemoAttachment.class);
    for (DemoAttachment attachment : DemoAttachment.values()) {
      digests.put(attachment, writeFile(attachment));
    }
    Path manifest = directory.resolve("manifest.ndjson");
    writeManifest(manifest);
    new ManifestImport(new ManifestSource(manifest.toString()), stores, Progress.none(), false)
        .run();
    stores.blobs().delete(requireNonNull(digests.get(DemoAttachment.MISSING)));
    damage(stores, requireNonNull(digests.get(DemoAttachment.DAMAGED)));
    return digests;
  }

  /** As if the disk had lost a bit. */
  private static void damage(DataStores stores, Digest digest) throws IOException {
    Path file = stores.staging().create();
    Files.writeString(file, "what was storeD\n");
    stores.blobs().put(digest, file);
    Files.deleteIfExists(file);
  }

  private Digest writeFile(DemoAttachment attachment) throws IOException {
    MessageDigest sha256 = Digest.sha256();
    Path file = directory.resolve(attachment.file());
    try (OutputStream out =
        new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), sha256)) {
      attachment.content().writeTo(out);
    }
    return Digest.of(sha256.digest());
  }

  private void writeManifest(Path manifest) throws IOException {
    try (Writer out = Files.newBufferedWriter(manifest, UTF_8)) {
      for (Map<String, Object> fields : RECORDS) {
        writeLine(out, fields);
      }
      for (Map<String, Object> fields : DemoThread.RECORDS) {
        writeLine(out, fields);
      }
      for (DemoAttachment attachment : DemoAttachment.values()) {
        writeLine(out, attachment.record());
      }
      for (Map.Entry<DemoToken, String> token : tokens.entrySet()) {
        if (token.getKey() != DemoToken.UNKNOWN) {
          writeLine(out, token.getKey().record(token.getValue()));
        }
      }
    }
  }

  private void writeLine(Writer out, Map<String, Object> fields) throws IOException {
    out.write(DemoJson.text(fields));
    out.write('\n');
  }
}
