package com.tickiti.attachments.server.grpc;

import java.io.Closeable;
import java.io.IOException;

/**
 * What a call sends, message by message, and what is to be noted of how that ended. Not
 * thread-safe; its methods may block.
 */
interface MessageSource<T> extends Closeable {

  /** Whether there is another message. */
  boolean hasNext() throws IOException;

  /** The next message; only while {@link #hasNext}. */
  T next() throws IOException;

  /** All messages have gone out. */
  default void completed() {}

  /** The caller has gone away. */
  default void cancelled() {}

  /** It cannot be gone on with. */
  default void failed(Exception cause) {}

  @Override
  default void close() throws IOException {}
}
