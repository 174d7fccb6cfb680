package com.tickiti.attachments.server.postgres;

import com.tickiti.attachments.server.model.Digest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs that are packed into the jar, unpacked once below a data directory. Run
 * as a program it unpacks them: the archive's dictionary alone takes 64 MiB of memory, which a
 * small server's heap does not have, so that a JVM of its own does it.
 */
final class PostgresBinaries {

  private final Path home;

  PostgresBinaries(Path home) {
    this.home = home;
  }

  /** The programs for this machine, unpacked below {@code directory} where they are not yet. */
  static PostgresBinaries unpackedIn(Path directory) throws IOException {
    String name = digestOfArchive().hex().substring(0, 16);
    Path home = directory.resolve(name);
    if (!Files.isDirectory(home)) {
      Path unfinished = directory.resolve(name + ".unfinished");
      FileTrees.deleteIfExists(unfinished);
      Files.createDirectories(unfinished);
      unpackInOwnProcess(unfinished);
      Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    }
    return new PostgresBinaries(home);
  }

  /** The path of the program {@code name}. */
  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  /** Unpacks into the directory that is the only argument. */
  public static void main(String[] arguments) throws IOException {
    try (InputStream archive = openArchive()) {
      unpack(archive, Path.of(arguments[0]));
    }
  }

  /** Unpacks an archive of programs into a directory. */
  static void unpack(InputStream archive, Path target) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar, target.resolve(entry.getName()).normalize());
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.resolveSibling(""));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, path);
    File file = path.toFile();
    if ((entry.getMode() & 0100) != 0 && !file.setExecutable(true, true)) {
      throw new IOException("cannot make executable: " + path);
    }
  }

  private static void unpackInOwnProcess(Path target) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PostgresBinaries.class.getName(),
                target.toString())
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.INHERIT)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("cannot unpack PostgreSQL into " + target);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PostgreSQL was unpacked", e);
    }
  }

  private static Digest digestOfArchive() throws IOException {
    MessageDigest sha256 = Digest.sha256();
    try (InputStream archive = new DigestInputStream(openArchive(), sha256)) {
      archive.transferTo(OutputStream.nullOutputStream());
    }
    return Digest.of(sha256.digest());
  }

  private static InputStream openArchive() throws IOException {
    String system = System.getProperty("os.name");
    String architecture = System.getProperty("os.arch");
    InputStream archive =
        PostgresBinaries.class.getResourceAsStream(archiveName(system, architecture));
    if (archive == null) {
      throw new IOException(
          "this jar has no PostgreSQL for "
              + system
              + " on "
              + architecture
              + "; give --db-url, or build the jar on such a machine");
    }
    return archive;
  }

  /** The resource with the programs for an operating system and a processor, as Java names them. */
  static String archiveName(String system, String architecture) {
    if (system.startsWith("Mac")) {
      // Universal binaries, for both processors.
      return "/postgres-darwin-arm_64.txz";
    }
    String processor =
        switch (architecture) {
          case "amd64" -> "x86_64";
          case "aarch64" -> "arm_64";
          default -> architecture;
        };
    return "/postgres-" + system.toLowerCase(Locale.ROOT) + "-" + processor + ".txz";
  }
}
