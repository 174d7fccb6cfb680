package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.AttachmentClient;
import com.tickiti.attachments.client.AttachmentException;
import com.tickiti.attachments.client.DownloadRequest;
import com.tickiti.attachments.client.IntegrityException;
import com.tickiti.attachments.client.InternalException;
import com.tickiti.attachments.client.ProgressListener;
import com.tickiti.attachments.client.TicketRef;
import com.tickiti.attachments.client.UploadRequest;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client SDK against the whole system. */
class SdkIT {

  private static final TicketRef TICKET = TicketRef.number(220009);
  private static final int SIZE = 3 << 20;

  @TempDir private static Path data;
  private static TestHelpdesk helpdesk;
  @TempDir private Path directory;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(data);
  }

  @AfterAll
  static void close() throws IOException {
    helpdesk.close();
  }

  @Test
  void upload_twoClientsOfOneContentAtOnce_isOneBlobAndTwoAttachments() throws Exception {
    Path file = randomFile("same.zip", 20 << 20, 1);
    long blobs = blobFiles();
    try (AttachmentClient one = client();
        AttachmentClient two = client()) {
      CompletableFuture<Attachment> first = one.uploadAsync(upload(file), ProgressListener.NONE);
      CompletableFuture<Attachment> second = two.uploadAsync(upload(file), ProgressListener.NONE);

      assertThat(first.get().id()).isNotEqualTo(second.get().id());
      assertThat(first.get().sha256()).isEqualTo(second.get().sha256());
      assertThat(blobFiles()).isEqualTo(blobs + 1);
      assertThat(one.list(TICKET).filter(attachment -> attachment.name().equals("same.zip")))
          .containsExactlyInAnyOrder(first.get(), second.get());
      for (Attachment attachment : List.of(first.get(), second.get())) {
        Path target = directory.resolve("target");
        one.downloadTo(DownloadRequest.of(TICKET, attachment.id()), target);
        assertThat(target).hasSameBinaryContentAs(file);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, SIZE / 2, SIZE - 1})
  void downloadTo_blobCorrupt_failsAndLeavesNoFile(int damagedByte) throws Exception {
    Path file = randomFile("corrupt.zip", SIZE, 2 + damagedByte);
    Path targets = Files.createDirectory(directory.resolve("targets"));
    try (AttachmentClient client = client()) {
      Attachment attachment = client.upload(upload(file));
      damage(helpdesk.blobFile(new Digest(attachment.sha256())), damagedByte);

      Throwable thrown =
          catchThrowable(
              () ->
                  client.downloadTo(
                      DownloadRequest.of(TICKET, attachment.id()), targets.resolve("file")));

      assertThat(thrown).isInstanceOfAny(IntegrityException.class, InternalException.class);
      assertThat(((AttachmentException) thrown).requestId()).isNotBlank();
      assertThat(targets).isEmptyDirectory();
    }
  }

  private static AttachmentClient client() {
    return AttachmentClient.builder()
        .target("dns:///" + helpdesk.server().grpcTarget())
        .plaintext()
        .token(WRITER)
        .build();
  }

  private static UploadRequest upload(Path file) {
    return UploadRequest.of(TICKET, 42, file);
  }

  private Path randomFile(String name, int size, long seed) throws IOException {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return Files.write(directory.resolve(name), bytes);
  }

  private static void damage(Path blob, int position) throws IOException {
    try (FileChannel channel =
        FileChannel.open(blob, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      one.put(0, (byte) ~one.get(0)).rewind();
      channel.write(one, position);
    }
  }

  private static long blobFiles() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("blobs"))) {
      return files.filter(Files::isRegularFile).count();
    }
  }
}
