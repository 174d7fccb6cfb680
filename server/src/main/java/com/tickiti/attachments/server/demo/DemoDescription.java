package com.tickiti.attachments.server.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code demo.json} says: where the demo is served, its tokens, and what to expect of which
 * request. Written for programs, with the fields in this order.
 *
 * @param http where JSON clients find it, without a trailing slash
 * @param grpc where gRPC clients find it, {@code host:port}
 * @param tokens the whole text of each token, by its name
 * @param cases requests and their answers
 */
public record DemoDescription(
    String http, String grpc, Map<String, String> tokens, List<DemoCase> cases) {

  /** The file's name in the data directory. */
  public static final String FILE = "demo.json";

  /**
   * The tokens of the demo that {@code file} describes; fresh ones where it is absent or damaged.
   */
  public static Map<DemoToken, String> tokens(Path file) throws IOException {
    JsonNode former = DemoJson.MAPPER.nullNode();
    if (Files.exists(file)) {
      try {
        former = DemoJson.MAPPER.readTree(Files.readString(file)).path("tokens");
      } catch (JsonProcessingException e) {
        // Half a file is as good as none.
      }
    }
    Map<DemoToken, String> tokens = new EnumMap<>(DemoToken.class);
    for (DemoToken token : DemoToken.values()) {
      tokens.put(token, token.text(former.path(token.key()).textValue()));
    }
    return tokens;
  }

  /** Writes the file, whole or not at all, for its owner's eyes only. */
  public void write(Path file) throws IOException {
    write(file, DemoJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }

  /** Writes a file that holds tokens. */
  static void write(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(temporary, text);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
