package com.tickiti.attachments.server.blob.disk;

import com.tickiti.attachments.server.blob.StoreProbe;
import com.tickiti.attachments.server.blob.StoreProperty;
import com.tickiti.attachments.server.blob.StoreProperty.State;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Tries the properties of a store on disk. */
record DiskProbe(Path root) {

  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private static final long LITTLE_BYTES = 1L << 30;

  List<StoreProperty> run() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of(
          new StoreProperty(
              "directory", State.HOLDS, root + " is not there yet: serve or import makes it", ""));
    }
    Path temporary = root.resolve("tmp");
    Path staging = Files.isDirectory(temporary) ? temporary : root;
    List<StoreProperty> all = new ArrayList<>();
    all.add(space());
    all.add(permissions());
    all.add(volume(staging));
    StoreProbe probe = new StoreProbe(new FilesystemBlobStore(root));
    List<Path> made =
        directories(probe.digest()).stream().filter(path -> !Files.exists(path)).toList();
    try {
      all.addAll(probe.run(staging, (content, digest) -> stored(staging, digest)));
    } finally {
      made.forEach(DiskProbe::deleteIfEmpty);
    }
    return all;
  }

  /** The directories that the store makes for a content, the inner ones first. */
  private List<Path> directories(Digest digest) {
    Path outer = root.resolve(digest.hex().substring(0, 2));
    return List.of(outer.resolve(digest.hex().substring(2, 4)), outer, root.resolve("tmp"));
  }

  private static void deleteIfEmpty(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // Another content has come in meanwhile, and the directory is its.
    }
  }

  private List<StoreProperty> stored(Path staging, Digest digest) {
    return List.of(flush(), link(staging, digest));
  }

  private StoreProperty space() throws IOException {
    long free = Files.getFileStore(root).getUsableSpace();
    String what = "%,d MiB free in %s".formatted(free >> 20, root);
    return free < LITTLE_BYTES
        ? new StoreProperty("free space", State.WEAK, what, "make room: uploads fail without it")
        : new StoreProperty("free space", State.HOLDS, what, "");
  }

  private StoreProperty permissions() throws IOException {
    boolean open = Files.getPosixFilePermissions(root).stream().anyMatch(OTHERS::contains);
    return open
        ? new StoreProperty(
            "permissions", State.WEAK, root + " is open to other users", "chmod 700 " + root)
        : new StoreProperty("permissions", State.HOLDS, root + " is its owner's", "");
  }

  private StoreProperty volume(Path staging) throws IOException {
    boolean same = Files.getFileStore(staging).equals(Files.getFileStore(root));
    return same
        ? new StoreProperty("volume", State.HOLDS, "uploads are renamed into place", "")
        : new StoreProperty(
            "volume",
            State.WEAK,
            staging + " is another volume, so that each upload is copied",
            "keep both on one volume");
  }

  private StoreProperty flush() {
    try (FileChannel directory = FileChannel.open(root, StandardOpenOption.READ)) {
      directory.force(true);
      return new StoreProperty("fsync", State.HOLDS, "flushes files and directories", "");
    } catch (IOException e) {
      return new StoreProperty(
          "fsync",
          State.BROKEN,
          "a directory cannot be flushed: " + e.getMessage(),
          "use a file system that survives a power failure");
    }
  }

  /** The marker appears by a link, whole and only once. */
  private static StoreProperty link(Path staging, Digest digest) {
    try {
      Path first = Files.createTempFile(staging, "doctor-", ".tmp");
      Path second = staging.resolve("doctor-" + digest.hex() + ".tmp");
      try {
        Files.createLink(second, first);
      } finally {
        Files.deleteIfExists(second);
        Files.deleteIfExists(first);
      }
      return new StoreProperty("links", State.HOLDS, "the marker is written at once or not", "");
    } catch (IOException | UnsupportedOperationException e) {
      return new StoreProperty(
          "links",
          State.WEAK,
          "no hard links: " + e.getMessage(),
          "let one server alone bind a new store");
    }
  }
}
