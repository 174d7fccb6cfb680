package com.tickiti.attachments.server.filetype;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.tika.Tika;

/** Detects types. */
public final class TypeDetector {
  /** Detects. */
  public DetectedType detect(Path file) throws IOException {
    try (var in = java.nio.file.Files.newInputStream(file)) {
      return new DetectedType(new Tika().detect(in), null);
    }
  }
}
