package com.tickiti.attachments.server.filetype;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an OLE2 compound file holds: an old office document, a mail, an installer. */
final class OleContents {
  /** Class ids as stored, which is with the first three groups' bytes reversed. */
  private static final Map<String, DetectedType> BY_CLASS =
      Map.of(
          "84100c0000000000c000000000000046",
          new DetectedType("application/x-ms-installer", "msi"),
          "86100c0000000000c000000000000046",
          new DetectedType("application/x-ms-installer", "msp"),
          "82100c0000000000c000000000000046",
          new DetectedType("application/x-ms-installer", "mst"),
          "3a8fb774c8c8d111be1100c04fb6faf1",
          new DetectedType("application/vnd.ms-project", "mpp"));

  /** The first of these names to be there decides. */
  private static final Map<String, String> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("EncryptedPackage", "application/x-tika-ooxml-protected");
    BY_NAME.put("WordDocument", "application/msword");
    BY_NAME.put("Workbook", "application/vnd.ms-excel");
    BY_NAME.put("Book", "application/vnd.ms-excel");
    BY_NAME.put("PowerPoint Document", "application/vnd.ms-powerpoint");
    BY_NAME.put("VisioDocument", "application/vnd.visio");
    BY_NAME.put("Quill", "application/x-mspublisher");
    BY_NAME.put("__properties_version1.0", "application/vnd.ms-outlook");
    BY_NAME.put("__nameid_version1.0", "application/vnd.ms-outlook");
    BY_NAME.put("MatOST", "application/vnd.ms-works");
    BY_NAME.put("WksSSWorkBook", "application/x-tika-msworks-spreadsheet");
    BY_NAME.put("\u0005HwpSummaryInformation", "application/x-hwp-v5");
  }

  /** The Windows Installer packs its tables' names into this otherwise unused range. */
  private static final String INSTALLER_TABLE = "\u4840";

  private OleContents() {}

  /** Returns null for a file of no known kind. */
  static @Nullable DetectedType detect(FileBytes file, MediaTypes mediaTypes) throws IOException {
    OleDirectory directory = OleDirectory.read(file);
    DetectedType byClass = BY_CLASS.get(directory.rootClass());
    if (byClass != null) {
      return byClass;
    }
    Set<String> names = new HashSet<>(directory.rootNames());
    if (names.stream().anyMatch(name -> name.startsWith(INSTALLER_TABLE))) {
      return mediaTypes.typeOf("application/x-ms-installer");
    }
    for (Map.Entry<String, String> kind : BY_NAME.entrySet()) {
      if (names.contains(kind.getKey())) {
        return mediaTypes.typeOf(kind.getValue());
      }
    }
    return null;
  }
}
