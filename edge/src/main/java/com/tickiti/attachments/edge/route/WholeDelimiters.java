package com.tickiti.attachments.edge.route;

import com.google.common.primitives.Bytes;
import com.linecorp.armeria.common.HttpData;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Hands a multipart body on in pieces that Armeria's parser can read. The network may cut a body
 * anywhere, and that parser takes a delimiter for content whose line comes in two pieces, and fails
 * on pieces of a few bytes.
 *
 * <p>For one body; not thread-safe. What is held at the end of a body that has no closing delimiter
 * is lost, since such a body is malformed.
 */
final class WholeDelimiters implements UnaryOperator<HttpData> {

  /** No piece is shorter, but for the last one. */
  private static final int LEAST_BYTES = 256;

  /** White space behind a delimiter on its line, which RFC 2046 allows, up to this many bytes. */
  private static final int MAX_PADDING = 64;

  private final byte[] delimiter;
  private final byte[] closing;
  private byte[] held = {'\r', '\n'}; // the first delimiter follows no line
  private int lead = held.length; // what of it is not the body's
  private boolean closed;

  WholeDelimiters(String boundary) {
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.UTF_8);
    this.closing = ("\r\n--" + boundary + "--").getBytes(StandardCharsets.UTF_8);
  }

  /** What can be handed on now that this has come; may be empty. */
  @Override
  public HttpData apply(HttpData data) {
    if (closed) {
      return data;
    }
    byte[] bytes = held.length == 0 ? data.array() : Bytes.concat(held, data.array());
    closed = Bytes.indexOf(bytes, closing) >= 0;
    int end = closed ? bytes.length : beginOfOpenDelimiter(bytes);
    if (end < LEAST_BYTES && !closed) {
      held = bytes;
      return HttpData.empty();
    }
    HttpData whole = HttpData.wrap(bytes, lead, end - lead);
    held = Arrays.copyOfRange(bytes, end, bytes.length);
    lead = 0;
    return whole;
  }

  /** Where the delimiter begins of whose line more is to come; the end where there is none. */
  private int beginOfOpenDelimiter(byte[] bytes) {
    int earliest = Math.max(0, bytes.length - delimiter.length - MAX_PADDING - 1);
    for (int begin = earliest; begin < bytes.length; begin++) {
      if (bytes[begin] == '\r' && isOpenDelimiter(bytes, begin)) {
        return begin;
      }
    }
    return bytes.length;
  }

  private boolean isOpenDelimiter(byte[] bytes, int begin) {
    int length = Math.min(delimiter.length, bytes.length - begin);
    if (!Arrays.equals(bytes, begin, begin + length, delimiter, 0, length)) {
      return false;
    }
    int next = begin + length;
    while (next < bytes.length && (bytes[next] == ' ' || bytes[next] == '\t')) {
      next++;
    }
    if (next == bytes.length) {
      return true;
    }
    return next == bytes.length - 1 && (bytes[next] == '\r' || bytes[next] == '-');
  }
}
