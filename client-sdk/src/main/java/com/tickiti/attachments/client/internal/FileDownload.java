package com.tickiti.attachments.client.internal;

import com.google.protobuf.ByteString;
import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.DownloadRequest;
import com.tickiti.attachments.client.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * A download into a file, which appears with all of its content or not at all: the bytes go to a
 * temporary file beside it, which takes its place once they are right and on the disk.
 */
public final class FileDownload {

  private final Connection connection;
  private final VerifiedDownload download;
  private final Path target;
  private final ProgressListener listener;

  public FileDownload(
      Connection connection, DownloadRequest request, Path target, ProgressListener listener) {
    this.connection = connection;
    this.download = new VerifiedDownload(connection, request);
    this.target = target.toAbsolutePath();
    this.listener = listener;
  }

  /**
   * Waits until the file is in place.
   *
   * @throws UncheckedIOException where it cannot be written
   */
  public Attachment run() {
    try (download) {
      if (Files.isDirectory(target)) {
        throw new FileSystemException(target.toString(), null, "is a directory");
      }
      download.open();
      Path part = target.resolveSibling(".attachment-" + UUID.randomUUID() + ".part");
      try {
        write(part);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
      forceDirectory();
      return download.attachment();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@link #run} on another thread; cancelling the result makes it end soon. */
  public CompletableFuture<Attachment> start() {
    CompletableFuture<Attachment> result = new CompletableFuture<>();
    Futures.whenDone(result, (attachment, thrown) -> download.close());
    connection.execute(
        () -> {
          try {
            result.complete(run());
          } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private void write(Path part) throws IOException {
    try (FileChannel file =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long done = 0;
      listener.progressed(done, download.lengthBytes());
      for (ByteString chunk = download.next(); chunk != null; chunk = download.next()) {
        for (ByteBuffer bytes : chunk.asReadOnlyByteBufferList()) {
          while (bytes.hasRemaining()) {
            file.write(bytes);
          }
        }
        done += chunk.size();
        listener.progressed(done, download.lengthBytes());
      }
      file.force(true);
    }
  }

  /** Makes the new name last, where the platform lets a directory be opened. */
  private void forceDirectory() {
    Path directory = target.getParent();
    if (directory == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException unsupported) {
      // The content is in place and on the disk all the same.
    }
  }
}
