package com.tickiti.attachments.server.filetype;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What an OLE2 compound file holds: an old office document, a mail, an installer. */
final class OleContents {
  /** Class ids as stored, which is with the first three groups' bytes reversed. */
  private static final Map<String, DetectedType> BY_CLASS =
      Map.of(
          "84100c0000000000c000000000000046",
          DetectedType.of("application/x-ms-installer", List.of("msi")),
          "86100c0000000000c000000000000046",
          DetectedType.of("application/x-ms-installer", List.of("msp")),
          "82100c0000000000c000000000000046",
          DetectedType.of("application/x-ms-installer", List.of("mst")),
          "3a8fb774c8c8d111be1100c04fb6faf1",
          DetectedType.of("application/vnd.ms-project", List.of("mpp", "mpt")));

  /** The first of these names to be there, in any case, decides. */
  private static final Map<String, String> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("encryptedpackage", "application/x-ole-storage");
    BY_NAME.put("worddocument", "application/msword");
    BY_NAME.put("workbook", "application/vnd.ms-excel");
    BY_NAME.put("book", "application/vnd.ms-excel");
    BY_NAME.put("powerpoint document", "application/vnd.ms-powerpoint");
    BY_NAME.put("visiodocument", "application/vnd.visio");
    BY_NAME.put("quill", "application/x-mspublisher");
    BY_NAME.put("__properties_version1.0", "application/vnd.ms-outlook");
    BY_NAME.put("__nameid_version1.0", "application/vnd.ms-outlook");
    BY_NAME.put("matost", "application/vnd.ms-works");
    BY_NAME.put("wksssworkbook", "application/vnd.ms-works");
    BY_NAME.put("\u0005hwpsummaryinformation", "application/x-hwp-v5");
  }

  /** The Windows Installer packs its tables' names into this otherwise unused range. */
  private static final String INSTALLER_TABLE = "\u4840";

  private OleContents() {}

  static DetectedType detect(FileBytes file, MediaTypes mediaTypes) throws IOException {
    OleDirectory directory = OleDirectory.read(file);
    DetectedType byClass = BY_CLASS.get(directory.rootClass());
    if (byClass != null) {
      return byClass;
    }
    List<String> names = directory.rootNames();
    if (names.stream().anyMatch(name -> name.startsWith(INSTALLER_TABLE))) {
      return mediaTypes.typeOf("application/x-ms-installer");
    }
    // Names are compared without case. ([MS-CFB] 2.6.4)
    Set<String> folded = new HashSet<>();
    names.forEach(name -> folded.add(name.toLowerCase(Locale.ROOT)));
    String mimeType = "application/x-ole-storage";
    for (Map.Entry<String, String> kind : BY_NAME.entrySet()) {
      if (folded.contains(kind.getKey())) {
        mimeType = kind.getValue();
        break;
      }
    }
    return mediaTypes.typeOf(mimeType).completeIf(directory.isComplete());
  }
}
