package com.tickiti.attachments.server.filetype;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Documents of Pages, Numbers and Keynote, which are ZIP archives, told by their entries. */
final class AppleDocument {
  /** Begins the message that holds a document of Pages: field 1, type 10000. */
  private static final byte[] PAGES = {0x08, (byte) 0x90, 0x4e};

  private static final Pattern SLIDES =
      Pattern.compile("index/(?:(?:master|template)?slide|presentation)");

  /** Documents of Pages have the second as well. */
  private static final Pattern TABLES = Pattern.compile("index/(?:tables/|calculationengine)");

  private static final int HEAD_BYTES = 256;

  private boolean slides;
  private boolean tables;
  private boolean oldSlides;
  private ZipDirectory.@Nullable Entry document;

  /** Takes an entry's name, in lower case, into account. */
  void note(String name, ZipDirectory.Entry entry) {
    switch (name) {
      case "index/document.iwa" -> document = entry;
      case "index.apxl", "index.apxl.gz" -> oldSlides = true;
      default -> {
        slides |= SLIDES.matcher(name).lookingAt();
        tables |= TABLES.matcher(name).lookingAt();
      }
    }
  }

  /** Returns null where the archive is no such document. */
  @Nullable String mimeType(ZipDirectory directory) throws IOException {
    if (oldSlides || (document != null && slides)) {
      return "application/vnd.apple.keynote";
    }
    if (document == null) {
      return null;
    }
    return tables && !isPages(directory, document)
        ? "application/vnd.apple.numbers"
        : "application/vnd.apple.pages";
  }

  private static boolean isPages(ZipDirectory directory, ZipDirectory.Entry entry)
      throws IOException {
    byte[] head;
    try (InputStream in = directory.open(entry)) {
      head = in.readNBytes(HEAD_BYTES);
    } catch (IOException e) {
      // The content is in memory by now: only its compression can be broken.
      return false;
    }
    for (int at = 0; at + PAGES.length <= head.length; at++) {
      if (head[at] == PAGES[0] && head[at + 1] == PAGES[1] && head[at + 2] == PAGES[2]) {
        return true;
      }
    }
    return false;
  }
}
