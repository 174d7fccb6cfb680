package com.tickiti.attachments.server.filetype;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A content that can be read from anywhere, such as an open file. */
public interface ByteSource {

  /** Its length in bytes. */
  long size() throws IOException;

  /**
   * Reads what is at {@code position} into {@code target}, at least one byte unless it has no room.
   *
   * @return how many bytes were read; -1 at the end
   */
  int read(ByteBuffer target, long position) throws IOException;
}
