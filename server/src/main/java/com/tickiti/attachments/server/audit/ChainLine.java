package com.tickiti.attachments.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A signed line of a chain's own file: its beginning, a checkpoint, or its end.
 *
 * @param chain the chain's id
 * @param n the line's number in the file, from 0
 * @param prev the SHA-256 of the line before; empty in the first
 * @param event what it says
 * @param time when it was made
 * @param seq the number of the last record that it is about; 0 where there is none
 * @param record the SHA-256 of that record's line; empty where there is none
 * @param key the id of the key that signs; empty but in the first
 * @param after in the first, the ends of the chains that were there before
 */
record ChainLine(
    String chain,
    long n,
    String prev,
    Event event,
    Instant time,
    long seq,
    String record,
    String key,
    List<Head> after) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SIGNED = Pattern.compile(",\"signature\":\"([0-9a-f]{128})\"}");

  ChainLine {
    after = List.copyOf(after);
  }

  /** What a line says. */
  enum Event {
    STARTED,
    CHECKPOINT,
    ENDED
  }

  /**
   * How far a chain is.
   *
   * @param n the number of the last line of its file
   * @param line the SHA-256 of that line
   * @param time of that line
   * @param seq the number of its last record; 0 where there is none
   * @param record the SHA-256 of that record's line; empty where there is none
   */
  record Head(String chain, long n, String line, Instant time, long seq, String record) {}

  /** The line with its signature and a newline. */
  byte[] signed(AuditKey by) {
    ObjectNode json = JSON.createObjectNode();
    json.put("chain", chain).put("n", n).put("prev", prev);
    json.put("event", event.name().toLowerCase(Locale.ROOT)).put("time", time.toString());
    json.put("seq", seq).put("record", record);
    if (event == Event.STARTED) {
      json.put("key", key);
      ArrayNode heads = json.putArray("after");
      for (Head head : after) {
        heads
            .addObject()
            .put("chain", head.chain)
            .put("n", head.n)
            .put("line", head.line)
            .put("time", head.time.toString())
            .put("seq", head.seq)
            .put("record", head.record);
      }
    }
    String text = json.toString();
    String open = text.substring(0, text.length() - 1);
    String signature = HexFormat.of().formatHex(by.sign(open.getBytes(StandardCharsets.US_ASCII)));
    return (open + ",\"signature\":\"" + signature + "\"}\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether a line, without its newline, has a valid signature. */
  static boolean isSigned(String line, SignatureCheck check) {
    Matcher signature = SIGNED.matcher(line);
    int from = line.length() - ",\"signature\":\"\"}".length() - 128;
    return from > 0
        && signature.region(from, line.length()).matches()
        && check.isValid(
            line.substring(0, from).getBytes(StandardCharsets.ISO_8859_1),
            HexFormat.of().parseHex(signature.group(1)));
  }

  /** Reads a line without its newline; {@code null} where it is none of a chain's file. */
  static @Nullable ChainLine parse(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      List<Head> after = new ArrayList<>();
      for (JsonNode head : json.path("after")) {
        after.add(
            new Head(
                head.path("chain").asText(),
                head.path("n").longValue(),
                head.path("line").asText(),
                Instant.parse(head.path("time").asText()),
                head.path("seq").longValue(),
                head.path("record").asText()));
      }
      return new ChainLine(
          json.path("chain").asText(),
          json.path("n").asLong(-1),
          json.path("prev").asText(),
          Event.valueOf(json.path("event").asText().toUpperCase(Locale.ROOT)),
          Instant.parse(json.path("time").asText()),
          json.path("seq").longValue(),
          json.path("record").asText(),
          json.path("key").asText(),
          after);
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      return null;
    }
  }

  /** Tells whether a text was signed by a key that is trusted. */
  @FunctionalInterface
  interface SignatureCheck {
    boolean isValid(byte[] text, byte[] signature);
  }
}
