package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a ZIP file holds, judged by the names of its entries. The dangerous answers come first, so
 * that a file made to be two things at once is the worse of them.
 */
final class ZipContents {
  private static final String CONTENT_TYPES = "[content_types].xml";
  private static final Pattern IOS_APP = Pattern.compile("payload/[^/]+\\.app/.*");
  private static final Pattern JAVA_CLASS =
      Pattern.compile("(?:(?:com|org|net|io)/.+|[^/]+)\\.class");
  private static final int MAX_MIMETYPE_BYTES = 128;

  private final MediaTypes mediaTypes;
  private final ZipDirectory directory;

  private boolean androidManifest;
  private boolean androidCode;
  private boolean appxManifest;
  private boolean appxBundle;
  private boolean iosApp;
  private boolean java;
  private boolean vbaProject;
  private boolean kml;
  private @Nullable String officeByName;
  private ZipDirectory.@Nullable Entry contentTypes;
  private ZipDirectory.@Nullable Entry mimetype;

  private ZipContents(FileBytes file, MediaTypes mediaTypes) {
    this.mediaTypes = mediaTypes;
    this.directory = new ZipDirectory(file);
  }

  /** Returns null for an archive of no special kind. */
  static @Nullable DetectedType detect(FileBytes file, MediaTypes mediaTypes) throws IOException {
    ZipContents contents = new ZipContents(file, mediaTypes);
    contents.directory.forEach(contents::note);
    if (contents.appxBundle) {
      return new DetectedType("application/msixbundle", "msixbundle");
    }
    String mimeType = contents.mimeType();
    return mimeType == null ? null : mediaTypes.typeOf(mimeType);
  }

  private void note(ZipDirectory.Entry entry) {
    // Windows and Java find an entry whatever its case; old archivers wrote backslashes.
    String name = entry.name().toLowerCase(Locale.ROOT).replace('\\', '/');
    switch (name) {
      case CONTENT_TYPES -> contentTypes = entry;
      case "mimetype" -> mimetype = entry;
      case "androidmanifest.xml" -> androidManifest = true;
      case "classes.dex", "resources.arsc" -> androidCode = true;
      case "appxmanifest.xml" -> appxManifest = true;
      case "appxmetadata/appxbundlemanifest.xml" -> appxBundle = true;
      case "meta-inf/manifest.mf" -> java = true;
      case "word/document.xml" -> officeByName = OfficeTypes.WORD;
      case "xl/workbook.xml" -> officeByName = OfficeTypes.EXCEL;
      case "xl/workbook.bin" -> officeByName = OfficeTypes.EXCEL_BINARY;
      case "ppt/presentation.xml" -> officeByName = OfficeTypes.POWERPOINT;
      case "visio/document.xml" -> officeByName = OfficeTypes.VISIO;
      default -> {
        iosApp |= IOS_APP.matcher(name).matches();
        java |= JAVA_CLASS.matcher(name).matches();
        kml |= name.endsWith(".kml") && name.indexOf('/') < 0;
        vbaProject |= name.endsWith("/vbaproject.bin");
      }
    }
  }

  private @Nullable String mimeType() throws IOException {
    if (androidManifest && androidCode) {
      return "application/vnd.android.package-archive";
    }
    if (iosApp) {
      return "application/x-itunes-ipa";
    }
    if (appxManifest) {
      return "application/msix";
    }
    if (java) {
      return "application/java-archive";
    }
    if (contentTypes != null) {
      String office = officeType(contentTypes);
      if (office != null) {
        return office;
      }
    }
    if (mimetype != null) {
      String declared = declaredType(mimetype);
      if (declared != null) {
        return declared;
      }
    }
    return kml ? "application/vnd.google-earth.kmz" : null;
  }

  private @Nullable String officeType(ZipDirectory.Entry entry) throws IOException {
    OfficeTypes types;
    try (InputStream in = directory.open(entry)) {
      types = OfficeTypes.read(in);
    }
    String mimeType = types.mainType(officeByName, vbaProject);
    return mimeType != null && mediaTypes.isKnown(mimeType) ? mimeType : null;
  }

  /** OpenDocument and EPUB say in an entry of their own what they are. */
  private @Nullable String declaredType(ZipDirectory.Entry entry) throws IOException {
    String declared;
    try (InputStream in = directory.open(entry)) {
      declared =
          new String(in.readNBytes(MAX_MIMETYPE_BYTES), US_ASCII).strip().toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      // The content is in memory by now: only its compression can be broken.
      return null;
    }
    boolean believable =
        declared.startsWith("application/vnd.oasis.opendocument.")
            || declared.startsWith("application/vnd.sun.xml.")
            || declared.equals("application/epub+zip");
    return believable && mediaTypes.isKnown(declared) ? declared : null;
  }
}
