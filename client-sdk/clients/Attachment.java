import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.MessageDigest;
import java.util.*;
import java.util.regex.*;

/**
 * Downloads one attachment of a ticket in constant memory. Needs a JDK 17 or newer and nothing else. The bytes go to
 * OUTPUT.part. It becomes OUTPUT once its length and SHA-256 are those that the server promised. A download that was cut
 * is resumed, also by a later run. Exit status: 0 done, 1 failed, 2 wrong use.
 */
final class Attachment {
  static final String USAGE = "usage: ATTACHMENTS_TOKEN=TOKEN Attachment [--confirm-review] URL TICKET_NUMBER ATTACHMENT_ID OUTPUT";
  static final int RANGE_BYTES = 25 << 20, ATTEMPTS = 5; // the longest that is served; without a new byte
  static final Pattern CONTENT = Pattern.compile("\"content_base64\"\\s*:\\s*\"$");
  static final byte[] text = new byte[64 << 10], bytes = new byte[48 << 10];
  static int position, limit; // of what is not yet read in text
  static RandomAccessFile file;
  static MessageDigest digest;
  static String sha256 = "";
  static long written, size, waitSeconds;
  static boolean ranged, resumed, stale; // stale: the bytes written so far are of no use

  static void run(String url, String request) throws Exception {
    digest = MessageDigest.getInstance("SHA-256");
    for (int n; (n = file.read(bytes)) > 0; written += n) digest.update(bytes, 0, n);
    ranged = resumed = written > 0;
    boolean done = false;
    for (int failures = 0; !done; ranged |= written > 0) {
      long before = written + (ranged ? 1 : 0);
      waitSeconds = 0;
      IOException problem = new IOException("the answer was empty");
      try {
        done = ask(url, request);
      } catch (IOException e) {
        problem = e;
      }
      failures = done || written + (ranged ? 1 : 0) > before ? 0 : failures + 1;
      expect(failures < ATTEMPTS, false, "given up after " + failures + " attempts: " + problem.getMessage());
      Thread.sleep(1000L * failures + 1000L * Math.min(waitSeconds, 60));
    }
    file.close();
    expect(written == size, true, "the length is not what the server promised");
    expect(HexFormat.of().formatHex(digest.digest()).equals(sha256), true, "SHA-256 is not what the server promised");
  }

  /** Sends one request and writes what it brings. True after the last byte of the file. */
  static boolean ask(String url, String request) throws IOException {
    var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(30_000);
    connection.setReadTimeout(60_000);
    connection.setInstanceFollowRedirects(false);
    connection.setDoOutput(true);
    connection.setRequestProperty("Authorization", "Bearer " + System.getenv("ATTACHMENTS_TOKEN"));
    connection.setRequestProperty("Content-Type", "application/json");
    String range = ranged ? ",\"offset\":" + written + ",\"length\":" + RANGE_BYTES : "";
    connection.getOutputStream().write(("{" + request + range + "}").getBytes(StandardCharsets.UTF_8));
    int status = connection.getResponseCode();
    try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return status == 200 ? receive(body) : refused(connection, new String(body.readNBytes(1 << 20), StandardCharsets.UTF_8));
    }
  }

  static boolean receive(InputStream body) throws IOException {
    position = limit = 0;
    file.seek(written);
    var head = new StringBuilder();
    for (int c = 0; c != '"' || !CONTENT.matcher(head).find(); head.append((char) (c = next(body)))) {
      expect(head.length() < text.length, false, "the answer has no content_base64");
    }
    expect(sha256.isEmpty() || sha256.equals(field(head, "sha256")), true, "the attachment has changed meanwhile");
    expect(!ranged || field(head, "offset").equals("" + written), false, "the answer is not the range that was asked for");
    sha256 = field(head, "sha256");
    size = Long.parseLong(field(head, "file_size"));
    // In base64 only a slash may be escaped. The string ends with a quote.
    InputStream content = Base64.getDecoder().wrap(new InputStream() {
      @Override
      public int read() throws IOException {
        int c = next(body);
        return c == '"' ? -1 : c == '\\' ? next(body) : c;
      }
    });
    for (int n; (n = content.read(bytes)) > 0; written += n) {
      expect(written + n <= size, true, "the file is longer than the server promised");
      file.write(bytes, 0, n);
      digest.update(bytes, 0, n);
    }
    return !field(head, "eof").equals("false");
  }

  static int next(InputStream body) throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, body.read(text));
    }
    if (limit == 0) throw new EOFException("the connection was cut");
    return text[position++] & 0xff;
  }

  static boolean refused(HttpURLConnection connection, String answer) throws IOException {
    if (connection.getResponseCode() == 413 && field(answer, "ranged").equals("true") && !ranged) {
      ranged = true;
      return false;
    }
    String message = field(answer, "error") + ": " + field(answer, "message").replaceAll("\\\\(.)", "$1")
        + " (status " + connection.getResponseCode() + ", request id " + connection.getHeaderField("X-Request-Id") + ")";
    message += answer.contains("\"errors\":") ? answer.replaceFirst(".*\"errors\":([^}]*}).*", "\n  $1") : "";
    expect(Set.of(429, 502, 503, 504).contains(connection.getResponseCode()), field(answer, "error").equals("validation_failed"), message);
    waitSeconds = connection.getHeaderFieldInt("Retry-After", 0);
    throw new IOException(message);
  }

  /** The value of a field, as it stands in the JSON; empty if there is none. A quote inside a string is escaped. */
  static String field(CharSequence json, String name) {
    Matcher value = Pattern.compile("\"" + name + "\"\\s*:\\s*(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|([^\",{}]+))").matcher(json);
    return !value.find() ? "" : value.group(1) != null ? value.group(1) : value.group(2).strip();
  }

  static void expect(boolean condition, boolean stale, String problem) {
    Attachment.stale = stale;
    if (!condition) throw new IllegalStateException(problem);
  }

  public static void main(String[] arguments) throws Exception {
    boolean confirm = arguments.length > 0 && arguments[0].equals("--confirm-review");
    List<String> rest = List.of(arguments).subList(confirm ? 1 : 0, arguments.length);
    if (rest.size() != 4 || !(rest.get(1) + rest.get(2)).matches("[0-9]+") || System.getenv("ATTACHMENTS_TOKEN") == null) {
      System.err.println(USAGE);
      System.exit(2);
    }
    Path output = Path.of(rest.get(3)), part = Path.of(rest.get(3) + ".part");
    String request = "\"ticket_number\":\"" + rest.get(1) + "\",\"response_attachment_id\":\"" + rest.get(2) + "\"";
    try (var opened = new RandomAccessFile(part.toFile(), "rw")) {
      file = opened;
      run(rest.get(0).replaceFirst("/*$", "/api/v1/tickets/attachment"), request + (confirm ? ",\"intent\":\"review_ok\"" : ""));
      Files.move(part, output, StandardCopyOption.REPLACE_EXISTING);
      System.out.println(sha256 + "  " + output);
    } catch (IllegalStateException | IOException e) {
      if (stale || written == 0) Files.deleteIfExists(part);
      if (!stale || !resumed) {
        System.err.println("Attachment.java: " + e.getMessage());
        System.exit(1);
      }
      written = 0; // what an earlier run has left was of another file
      main(arguments);
    }
  }
}
