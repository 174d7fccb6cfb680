package com.tickiti.attachments.server.filetype;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The {@code [Content_Types].xml} of an Office Open XML package: what its main part is and whether
 * it carries macros. It is what Office itself goes by, so neither a renamed file nor a renamed part
 * hides a macro. (ECMA-376 part 2.)
 */
final class OfficeTypes {
  static final String WORD =
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  static final String EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  static final String EXCEL_BINARY = "application/vnd.ms-excel.sheet.binary.macroenabled.12";
  static final String POWERPOINT =
      "application/vnd.openxmlformats-officedocument.presentationml.presentation";
  static final String VISIO = "application/vnd.ms-visio.drawing";
  private static final String XPS = "application/vnd.ms-xpsdocument";

  /** Room for fifty thousand slides. */
  private static final int MAX_INFLATED_BYTES = 8 << 20;

  private @Nullable String main;
  private boolean macros;
  private boolean complete = true;

  private OfficeTypes() {}

  /** Reads until the end, the bound or the first fault: what was found so far counts. */
  static OfficeTypes read(InputStream in) {
    OfficeTypes types = new OfficeTypes();
    BoundedInputStream bounded = new BoundedInputStream(in, MAX_INFLATED_BYTES);
    try {
      SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
      // The standard forbids a DTD here, and without one there are no entities to abuse.
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.newSAXParser().parse(bounded, types.reader());
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's own XML parser lacks a feature it has", e);
    } catch (SAXException | IOException | RuntimeException e) {
      // Broken compression or XML; some of it the JDK's parser answers with unchecked exceptions.
    }
    types.complete = !bounded.isExhausted();
    return types;
  }

  /** Whether all of it was read, as far as it makes sense, and not to the bound. */
  boolean isComplete() {
    return complete;
  }

  /** Whether it carries macros. */
  boolean hasMacros() {
    return macros;
  }

  /** SAX rather than StAX: the JDK's StAX reader prints some faults on standard error. */
  private DefaultHandler reader() {
    return new DefaultHandler() {
      @Override
      public void startElement(String uri, String localName, String name, Attributes attributes) {
        String contentType = attributes.getValue("ContentType");
        if (contentType != null) {
          note(contentType.strip().toLowerCase(Locale.ROOT));
        }
      }
    };
  }

  /**
   * Returns the media type of the package, of the macro-enabled kind where there are macros; null
   * where nothing tells.
   */
  @Nullable String mainType(@Nullable String byName, boolean macrosByName) {
    String type = main == null ? byName : main;
    return type != null && (macros || macrosByName) ? macroEnabled(type) : type;
  }

  private void note(String contentType) {
    macros |= contentType.contains("vbaproject") || contentType.contains("macrosheet");
    if (contentType.equals("application/vnd.ms-package.xps-fixeddocumentsequence+xml")) {
      main = XPS;
    }
    int end = contentType.indexOf(".main");
    if (end < 0 || (main != null && !contentType.contains("macroenabled"))) {
      return;
    }
    // The registered type is the main part's without the ending, but for the odd macro kinds.
    String type = contentType.substring(0, end).replace("macroenabledtemplate", "macroenabled");
    main = type.endsWith("macroenabled") ? type + ".12" : type;
  }

  private static String macroEnabled(String type) {
    if (type.contains("macroenabled") || type.equals(XPS)) {
      return type;
    }
    return type.replace("openxmlformats-officedocument.wordprocessingml", "ms-word")
            .replace("openxmlformats-officedocument.spreadsheetml", "ms-excel")
            .replace("openxmlformats-officedocument.presentationml", "ms-powerpoint")
        + ".macroenabled.12";
  }
}
