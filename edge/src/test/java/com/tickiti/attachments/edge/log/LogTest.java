package com.tickiti.attachments.edge.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.edge.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LogTest {

  @Test
  void text_isOneLineWithTimeInUtcAndFields() {
    List<String> lines =
        written(
            context ->
                context.getLogger(Log.PROGRAM).atInfo().addKeyValue("port", 8080).log("started"));

    assertThat(lines)
        .singleElement()
        .asString()
        .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}Z INFO  attachments started port=\"8080\"");
  }

  @Test
  void text_withoutFields_hasNoSpaceAtItsEnd() {
    assertThat(written(context -> ours(context).warn("a word")))
        .singleElement()
        .asString()
        .endsWith("LogTest a word");
  }

  @Test
  void json_isOneObjectALineWithTypedFieldsAndTheException() throws IOException {
    List<String> lines =
        written(
            context ->
                ours(context)
                    .atError()
                    .addKeyValue("bytes", 12L)
                    .addKeyValue("outcome", "a \"word\"\n")
                    .setCause(new IOException("no\nroom", new IOException("full")))
                    .log("request {}", "r-1"),
            "--log-format=json");

    assertThat(lines).hasSize(1);
    JsonNode event = new ObjectMapper().readTree(lines.get(0));
    assertThat(event.get("time").asText()).endsWith("Z");
    assertThat(event.get("level").asText()).isEqualTo("ERROR");
    assertThat(event.get("message").asText()).isEqualTo("request r-1");
    assertThat(event.get("bytes").isNumber()).isTrue();
    assertThat(event.get("outcome").asText()).isEqualTo("a \"word\"\n");
    assertThat(event.get("exception").asText())
        .startsWith("java.io.IOException: no\nroom")
        .contains("LogTest", "Caused by: java.io.IOException: full");
  }

  @Test
  void level_isThatOfTheProgramAndNeverDebugOfALibrary() {
    LoggerContext context = configured("--log-level=debug");

    assertThat(ours(context).getEffectiveLevel()).isEqualTo(Level.DEBUG);
    assertThat(context.getLogger("io.netty.handler").getEffectiveLevel()).isEqualTo(Level.INFO);
    assertThat(context.getLogger("software.amazon.awssdk").getEffectiveLevel())
        .isEqualTo(Level.INFO);
    context.stop();
  }

  @Test
  void level_error_stillWritesStartAndRequests() {
    LoggerContext context = configured("--log-level=error");

    assertThat(ours(context).isWarnEnabled()).isFalse();
    assertThat(context.getLogger(Log.PROGRAM).isInfoEnabled()).isTrue();
    assertThat(context.getLogger(Log.REQUESTS).isInfoEnabled()).isTrue();
    context.stop();
  }

  private static Logger ours(LoggerContext context) {
    return context.getLogger(LogTest.class);
  }

  private static LoggerContext configured(String... options) {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    Log.configure(context, Settings.of(LogSettings.class, options));
    return context;
  }

  private static List<String> written(Consumer<LoggerContext> events, String... options) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, UTF_8));
    try {
      LoggerContext context = configured(options);
      events.accept(context);
      context.stop();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(UTF_8).lines().toList();
  }
}
