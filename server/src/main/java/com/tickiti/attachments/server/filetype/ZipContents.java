package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.MULTILINE;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
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

  /** A manifest that names the code to run makes a JAR of an archive that holds none. */
  private static final Pattern MANIFEST_OF_CODE =
      Pattern.compile(
          "^(?:main-class|class-path|launcher-agent-class|premain-class|agent-class)\\s*:",
          CASE_INSENSITIVE | MULTILINE);

  private static final int MAX_MIMETYPE_BYTES = 128;
  private static final int MAX_MANIFEST_BYTES = 256 * 1024;

  private final MediaTypes mediaTypes;
  private final ZipDirectory directory;

  private boolean androidManifest;
  private boolean androidCode;
  private boolean appxManifest;
  private boolean appxBundle;
  private boolean iosApp;
  private boolean java;
  private boolean code;
  private boolean vbaProject;
  private boolean kml;
  private boolean complete = true;
  private final AppleDocument apple = new AppleDocument();
  private @Nullable String officeByName;
  private ZipDirectory.@Nullable Entry contentTypes;
  private ZipDirectory.@Nullable Entry mimetype;
  private ZipDirectory.@Nullable Entry manifest;

  private ZipContents(FileBytes file, MediaTypes mediaTypes) {
    this.mediaTypes = mediaTypes;
    this.directory = new ZipDirectory(file);
  }

  /** An archive of no special kind is {@code application/zip}. */
  static DetectedType detect(FileBytes file, MediaTypes mediaTypes) throws IOException {
    ZipContents contents = new ZipContents(file, mediaTypes);
    contents.directory.forEach(contents::note);
    DetectedType type = contents.type();
    return type.completeIf(contents.complete && contents.directory.isComplete());
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
      case "meta-inf/manifest.mf" -> manifest = entry;
      case "word/document.xml" -> officeByName = OfficeTypes.WORD;
      case "xl/workbook.xml" -> officeByName = OfficeTypes.EXCEL;
      case "xl/workbook.bin" -> officeByName = OfficeTypes.EXCEL_BINARY;
      case "ppt/presentation.xml" -> officeByName = OfficeTypes.POWERPOINT;
      case "visio/document.xml" -> officeByName = OfficeTypes.VISIO;
      default -> {
        iosApp |= IOS_APP.matcher(name).matches();
        if (name.endsWith(".class")) {
          code = true;
          java |= JAVA_CLASS.matcher(name).matches();
        }
        code |= name.endsWith(".jar");
        kml |= name.endsWith(".kml") && name.indexOf('/') < 0;
        vbaProject |= name.endsWith("/vbaproject.bin");
        apple.note(name, entry);
      }
    }
  }

  private DetectedType type() throws IOException {
    if (appxBundle) {
      return mediaTypes.typeOf("application/msixbundle");
    }
    boolean jar = java || (manifest != null && (code || namesCode(manifest)));
    String mimeType = jar && !isApp() ? "application/java-archive" : mimeType();
    DetectedType type = mediaTypes.typeOf(mimeType == null ? "application/zip" : mimeType);
    if (type.mimeType().equals(OfficeTypes.EXCEL_BINARY) && vbaProject) {
      // Without macros it is no more dangerous than any workbook.
      type = DetectedType.of(type.mimeType(), List.of("xlsb", "xlsm"));
    }
    return manifest == null || jar || isApp() ? type : type.needsReview(DetectedType.MANIFEST);
  }

  private boolean isApp() {
    return (androidManifest && androidCode) || iosApp || appxManifest;
  }

  private boolean namesCode(ZipDirectory.Entry entry) throws IOException {
    try (InputStream in = directory.open(entry)) {
      String text = new String(in.readNBytes(MAX_MANIFEST_BYTES), UTF_8);
      complete &= text.length() < MAX_MANIFEST_BYTES;
      return MANIFEST_OF_CODE.matcher(text).find();
    } catch (IOException e) {
      // The content is in memory by now: only its compression can be broken.
      return false;
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
    String document = apple.mimeType(directory);
    return document != null ? document : kml ? "application/vnd.google-earth.kmz" : null;
  }

  private @Nullable String officeType(ZipDirectory.Entry entry) throws IOException {
    OfficeTypes types;
    try (InputStream in = directory.open(entry)) {
      types = OfficeTypes.read(in);
    }
    complete &= types.isComplete() && ZipDirectory.isWhole(entry);
    vbaProject |= types.hasMacros();
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
