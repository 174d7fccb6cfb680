package com.tickiti.attachments.server.fault;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The machine's file system, in which call N fails, once or from then on: what the product does to
 * files goes through this interface of the JDK, so that it needs no other one to be intercepted at.
 * Thread-safe.
 */
public final class FaultyFiles extends FileSystemProvider {

  private final FileSystemProvider real;
  private final FaultyFileSystem fileSystem;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private volatile int failing = Integer.MAX_VALUE;
  private volatile boolean forever;
  private volatile Runnable beforeEachCall = () -> {};

  private FaultyFiles(Path root) {
    this.real = root.getFileSystem().provider();
    this.fileSystem = new FaultyFileSystem(this, root.getFileSystem());
  }

  /** A path to the same file as {@code root}, and all that is below it, on such a file system. */
  public static Path below(Path root) {
    return new FaultyFiles(root).fileSystem.wrap(root);
  }

  /** The faults of the file system that {@code path} is on. */
  public static FaultyFiles of(Path path) {
    return (FaultyFiles) path.getFileSystem().provider();
  }

  /** Counts from now, and lets call {@code number} fail, from 1, and if so all later ones. */
  public void arm(int number, boolean allLater) {
    calls.set(0);
    forever = allLater;
    failing = number;
  }

  /** Lets nothing fail any more; returns how many calls there were since {@link #arm}. */
  public int disarm() {
    failing = Integer.MAX_VALUE;
    return calls.get();
  }

  /** Lets every call wait for {@code step}, in the thread that makes it. */
  public void beforeEachCall(Runnable step) {
    beforeEachCall = step;
  }

  /** How many files are open. */
  public int open() {
    return open.get();
  }

  /** Every side effect, and every read, passes here before it happens. */
  void call() throws IOException {
    beforeEachCall.run();
    int number = calls.incrementAndGet();
    if (number == failing || (forever && number > failing)) {
      throw new IOException("injected");
    }
  }

  /** Closing may fail as well, but always closes. */
  void closed() throws IOException {
    open.decrementAndGet();
    call();
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    call();
    FileChannel channel = real.newFileChannel(FaultyFileSystem.unwrap(path), options, attributes);
    open.incrementAndGet();
    return new FaultyChannel(channel, this);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    call();
    DirectoryStream<Path> entries =
        real.newDirectoryStream(
            FaultyFileSystem.unwrap(directory), path -> filter.accept(fileSystem.wrap(path)));
    open.incrementAndGet();
    return new WrappedEntries(entries, fileSystem::wrap, this);
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    call();
    real.createDirectory(FaultyFileSystem.unwrap(directory), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    call();
    real.delete(FaultyFileSystem.unwrap(path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    call();
    real.copy(FaultyFileSystem.unwrap(source), FaultyFileSystem.unwrap(target), options);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    call();
    real.move(FaultyFileSystem.unwrap(source), FaultyFileSystem.unwrap(target), options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    call();
    return real.readAttributes(FaultyFileSystem.unwrap(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    call();
    return real.readAttributes(FaultyFileSystem.unwrap(path), names, options);
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    call();
    real.checkAccess(FaultyFileSystem.unwrap(path), modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return real.getFileAttributeView(FaultyFileSystem.unwrap(path), type, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    call();
    real.setAttribute(FaultyFileSystem.unwrap(path), name, value, options);
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return real.isSameFile(FaultyFileSystem.unwrap(one), FaultyFileSystem.unwrap(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return real.isHidden(FaultyFileSystem.unwrap(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return real.getFileStore(FaultyFileSystem.unwrap(path));
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  /** What is in a directory. */
  private record WrappedEntries(
      DirectoryStream<Path> entries, Function<Path, Path> wrap, FaultyFiles faults)
      implements DirectoryStream<Path> {

    @Override
    public Iterator<Path> iterator() {
      Iterator<Path> each = entries.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public Path next() {
          return wrap.apply(each.next());
        }
      };
    }

    @Override
    public void close() throws IOException {
      entries.close();
      faults.closed();
    }
  }
}
