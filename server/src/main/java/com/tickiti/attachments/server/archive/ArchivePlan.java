package com.tickiti.attachments.server.archive;

import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.archive.ZipFormat.Entry;
import com.tickiti.attachments.server.model.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where everything in an archive stands: a header and a content for each entry, then the central
 * directory, then the end. Immutable. Takes some 200 bytes of memory for each entry and nothing of
 * their contents.
 */
final class ArchivePlan {

  private final List<Member> members;

  /** Where each part begins: 2 for each entry, then 1 for each, then the end, then what follows. */
  private final long[] starts;

  ArchivePlan(List<Member> members) {
    this.members = List.copyOf(members);
    int count = members.size();
    this.starts = new long[3 * count + 2];
    long at = 0;
    for (int i = 0; i < count; i++) {
      starts[2 * i] = at;
      at += ZipFormat.localHeaderBytes(members.get(i).entry());
      starts[2 * i + 1] = at;
      at += members.get(i).entry().size();
    }
    for (int i = 0; i < count; i++) {
      starts[2 * count + i] = at;
      at += ZipFormat.centralHeaderBytes(members.get(i).entry(), starts[2 * i]);
    }
    starts[3 * count] = at;
    starts[3 * count + 1] =
        at + ZipFormat.endBytes(count, at - starts[2 * count], starts[2 * count]);
  }

  /**
   * An entry and where its content comes from.
   *
   * @param entry what the archive says of it
   * @param attachment the attachment that it is; {@code null} for one of {@code text}
   * @param text its content, where it is no attachment
   */
  record Member(Entry entry, @Nullable AttachmentFacts attachment, String text) {

    /** An attachment as an entry. */
    static Member of(Entry entry, AttachmentFacts attachment) {
      return new Member(entry, attachment, "");
    }
  }

  /** Size of the archive in bytes. */
  long size() {
    return starts[starts.length - 1];
  }

  /** A part of the archive by its number. */
  Part part(int number) {
    int count = members.size();
    if (number < 2 * count) {
      Member member = members.get(number / 2);
      return number % 2 == 0
          ? Part.of(ZipFormat.localHeader(member.entry()))
          : new Part(utf8(member), member.attachment());
    }
    if (number < 3 * count) {
      int index = number - 2 * count;
      return Part.of(ZipFormat.centralHeader(members.get(index).entry(), starts[2 * index]));
    }
    long directory = starts[2 * count];
    return Part.of(ZipFormat.end(count, starts[3 * count] - directory, directory));
  }

  private static ByteBuffer utf8(Member member) {
    return ByteBuffer.wrap(member.text().getBytes(StandardCharsets.UTF_8));
  }

  /** The number of the part that has the byte at {@code offset}, which is within the archive. */
  int partAt(long offset) {
    int found = Arrays.binarySearch(starts, offset);
    int number = found >= 0 ? found : -found - 2;
    while (start(number + 1) == offset) {
      number++; // empty parts have no byte
    }
    return number;
  }

  /** Where a part begins. */
  long start(int number) {
    return starts[number];
  }

  /**
   * Names the very bytes: SHA-256 over the name, digest or text, size and place of every entry, in
   * 64 hexadecimal digits.
   */
  String etag() {
    MessageDigest sha256 = Digest.sha256();
    for (Member member : members) {
      byte[] name = member.entry().name().getBytes(StandardCharsets.UTF_8);
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array());
      sha256.update(name);
      AttachmentFacts attachment = member.attachment();
      sha256.update(
          attachment == null
              ? Digest.sha256().digest(member.text().getBytes(StandardCharsets.UTF_8))
              : attachment.digest().hex().getBytes(StandardCharsets.US_ASCII));
      sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(member.entry().size()).array());
    }
    return Digest.of(sha256.digest()).hex();
  }

  /**
   * A part of the archive.
   *
   * @param bytes it, where it is no attachment's content
   * @param content the attachment whose content it is; {@code null} where it is {@code bytes}
   */
  record Part(ByteBuffer bytes, @Nullable AttachmentFacts content) {

    static Part of(ByteBuffer bytes) {
      return new Part(bytes, null);
    }
  }
}
