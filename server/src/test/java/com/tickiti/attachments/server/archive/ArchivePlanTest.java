package com.tickiti.attachments.server.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.AttachmentFacts.BlobFacts;
import com.tickiti.attachments.server.archive.ArchivePlan.Member;
import com.tickiti.attachments.server.archive.ArchivePlan.Part;
import com.tickiti.attachments.server.archive.ZipFormat.Entry;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as another implementation reads them; contents are holes in a sparse file. */
class ArchivePlanTest {

  private static final long GIB = 1L << 30;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 0xfffffffeL, 0xffffffffL, 0x100000000L, 5 * GIB})
  void file_ofAnySize_isReadByOthers(long size) throws IOException {
    List<Member> members =
        List.of(
            text("first.txt", "first"),
            attachment("h\u00f6le.bin", size),
            text("last.txt", "last"));

    try (ZipFile zip = new ZipFile(write(new ArchivePlan(members)).toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly("first.txt", "h\u00f6le.bin", "last.txt");
      assertThat(zip.getEntry("h\u00f6le.bin").getSize()).isEqualTo(size);
      assertThat(zip.getEntry("h\u00f6le.bin").getMethod()).isEqualTo(ZipEntry.STORED);
      assertThat(zip.getInputStream(zip.getEntry("last.txt")).readAllBytes())
          .isEqualTo("last".getBytes(UTF_8));
      assertThat(zip.getEntry("last.txt").getCrc()).isEqualTo(members.get(2).entry().crc32());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0xfffe, 0xffff, 0x10000, 70_000})
  void entries_ofAnyNumber_areReadByOthers(int count) throws IOException {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(text("entry " + i, ""));
    }

    try (ZipFile zip = new ZipFile(write(new ArchivePlan(members)).toFile())) {
      assertThat(zip.size()).isEqualTo(count);
    }
  }

  @Test
  void partAt_everyOffset_isThePartThatHasIt() {
    ArchivePlan plan =
        new ArchivePlan(
            List.of(text("empty", ""), text("a", "some"), text("b", ""), text("c", "x")));

    for (long offset = 0; offset < plan.size(); offset++) {
      int number = plan.partAt(offset);
      assertThat(offset).isBetween(plan.start(number), plan.start(number + 1) - 1);
    }
  }

  @Test
  void etag_anyChange_changesIt() {
    String etag = new ArchivePlan(List.of(attachment("a", 5), text("b", "x"))).etag();

    assertThat(new ArchivePlan(List.of(attachment("a", 5), text("b", "x"))).etag()).isEqualTo(etag);
    assertThat(new ArchivePlan(List.of(attachment("a", 6), text("b", "x"))).etag())
        .isNotEqualTo(etag);
    assertThat(new ArchivePlan(List.of(attachment("c", 5), text("b", "x"))).etag())
        .isNotEqualTo(etag);
    assertThat(new ArchivePlan(List.of(attachment("a", 5), text("b", "y"))).etag())
        .isNotEqualTo(etag);
    assertThat(new ArchivePlan(List.of(attachment("a", 5))).etag()).isNotEqualTo(etag);
  }

  private Path write(ArchivePlan plan) throws IOException {
    Path file = directory.resolve("archive.zip");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(plan.size());
      long offset = 0;
      while (offset < plan.size()) {
        int number = plan.partAt(offset);
        Part part = plan.part(number);
        if (part.content() == null) {
          out.seek(offset);
          out.getChannel().write(part.bytes());
        }
        offset = plan.start(number + 1);
      }
    }
    return file;
  }

  private static Member text(String name, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    CRC32 crc32 = new CRC32();
    crc32.update(bytes);
    return new Member(new Entry(name, bytes.length, crc32.getValue()), null, text);
  }

  private static Member attachment(String name, long size) {
    AttachmentFacts facts =
        new AttachmentFacts(
            1,
            1,
            name,
            Digest.OF_NOTHING,
            false,
            new BlobFacts(size, "application/octet-stream"),
            null,
            null);
    return Member.of(new Entry(name, size, 0), facts);
  }
}
