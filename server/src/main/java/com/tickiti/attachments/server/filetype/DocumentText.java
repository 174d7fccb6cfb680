package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.MULTILINE;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The media type of a text. Tika is believed of markup alone; for anything else it goes by a few
 * letters that any text may begin with, and the whole first lines are looked at instead.
 */
final class DocumentText {
  private static final String PEM = "application/x-pem-file";
  private static final int HEAD_CHARS = 64 * 1024;

  /** A PDF reader looks for the header in the first 1024 bytes. */
  private static final int PDF_HEADER_CHARS = 1024 + 8;

  private static final Pattern PDF_HEADER = Pattern.compile("^%PDF-\\d\\.\\d\\s*$", MULTILINE);
  private static final Pattern PDF_START = Pattern.compile("%PDF-\\d\\.\\d\\s*(?:[\\r\\n]|\\z)");
  private static final Pattern PDF_VERSION = Pattern.compile("%PDF-\\d\\.\\d");
  private static final Pattern PDF_OBJECT = Pattern.compile("\\d \\d+ obj\\b|%%EOF");
  private static final Pattern RTF = Pattern.compile("\\{\\\\rtf\\d?[\\\\{}\\s]");
  private static final Pattern POSTSCRIPT =
      Pattern.compile("%!PS(?:-Adobe-\\d\\.\\d[^\\r\\n]*)?[ \\t]*[\\r\\n]");
  private static final Pattern ARMOUR =
      Pattern.compile(
          "(?:#[^\\n]*+\\n\\s*+){0,200}+-----BEGIN ([A-Z0-9 #]{1,60})-----[ \\t]*[\\r\\n]");
  private static final Pattern CARD =
      Pattern.compile("BEGIN:(VCARD|VCALENDAR)[ \\t]*[\\r\\n]", CASE_INSENSITIVE);
  private static final Pattern PIXELS =
      Pattern.compile("P([123])\\s+(?:#[^\\n]*+\\n\\s*+){0,100}+\\d{1,7}\\s+\\d{1,7}\\s[\\d\\s]*+");
  private static final int PIXEL_CHARS = 512;
  private static final Pattern FLAT_ODF =
      Pattern.compile(
          "<office:document\\s[^>]{0,4000}?office:mimetype\\s*=\\s*[\"']([\\w./-]+)[\"']");
  private static final Pattern HTML =
      Pattern.compile("<(?:!doctype\\s+html|html)\\b", CASE_INSENSITIVE);
  private static final Pattern FUNCTION =
      Pattern.compile("\\bfunction\\s*[\\w$]*\\s*\\([^)]{0,200}\\)\\s*\\{|=>\\s*[{(\\w]");

  private final MediaTypes mediaTypes;

  DocumentText(MediaTypes mediaTypes) {
    this.mediaTypes = mediaTypes;
  }

  DetectedType detect(DecodedText text) throws IOException {
    String mimeType = byLines(text);
    if (mimeType == null) {
      mimeType = byMarkup(text);
    }
    DetectedType type = mediaTypes.typeOf(mimeType);
    return mimeType.equals(PEM) ? type.needsReview(DetectedType.PEM) : type;
  }

  private static @Nullable String byLines(DecodedText text) {
    String body = text.body();
    if (isPdf(body)) {
      return "application/pdf";
    }
    if (RTF.matcher(body).lookingAt()) {
      return "application/rtf";
    }
    if (POSTSCRIPT.matcher(body).lookingAt()) {
      return "application/postscript";
    }
    Matcher armour = ARMOUR.matcher(body);
    if (armour.lookingAt() && body.indexOf("-----END ", armour.end()) >= 0) {
      return armourType(armour.group(1));
    }
    Matcher card = CARD.matcher(body);
    if (card.lookingAt()) {
      return card.group(1).toUpperCase(Locale.ROOT).equals("VCARD")
          ? "text/x-vcard"
          : "text/calendar";
    }
    Matcher pixels = PIXELS.matcher(body);
    if (pixels.lookingAt() && pixels.end() >= Math.min(body.length(), PIXEL_CHARS)) {
      return switch (pixels.group(1)) {
        case "1" -> "image/x-portable-bitmap";
        case "2" -> "image/x-portable-graymap";
        default -> "image/x-portable-pixmap";
      };
    }
    return JsonText.isJson(text) ? "application/json" : MailText.mimeType(text);
  }

  /** A PDF in binary may have anything before its header. */
  static boolean isBinaryPdf(String head) {
    Matcher header = PDF_VERSION.matcher(head).region(0, Math.min(head.length(), PDF_HEADER_CHARS));
    return header.find() && PDF_OBJECT.matcher(head).find();
  }

  private static boolean isPdf(String body) {
    if (PDF_START.matcher(body).lookingAt()) {
      return true;
    }
    String head = body.substring(0, Math.min(body.length(), PDF_HEADER_CHARS));
    return PDF_HEADER.matcher(head).find() && PDF_OBJECT.matcher(body).find();
  }

  private static String armourType(String label) {
    return switch (label) {
      case "PGP MESSAGE" -> "application/pgp-encrypted";
      case "PGP SIGNATURE", "PGP SIGNED MESSAGE" -> "application/pgp-signature";
      case "PGP PUBLIC KEY BLOCK", "PGP PRIVATE KEY BLOCK" -> "application/pgp-keys";
      default -> PEM;
    };
  }

  private String byMarkup(DecodedText text) throws IOException {
    String body = text.body();
    String head = body.substring(0, Math.min(body.length(), HEAD_CHARS));
    String guess = mediaTypes.ofHead(head.getBytes(UTF_8));
    if (guess.equals("text/javascript") && FUNCTION.matcher(head).find()) {
      return guess;
    }
    if (!body.startsWith("<")) {
      return MediaTypes.PLAIN_TEXT;
    }
    Matcher odf = FLAT_ODF.matcher(head);
    if (odf.find()) {
      String flat = odf.group(1).toLowerCase(Locale.ROOT) + "-flat-xml";
      return flat.startsWith("application/vnd.oasis.opendocument.") ? flat : "application/xml";
    }
    if (guess.equals("text/html") || mediaTypes.isXml(guess)) {
      return guess;
    }
    return HTML.matcher(head).lookingAt() ? "text/html" : MediaTypes.PLAIN_TEXT;
  }
}
