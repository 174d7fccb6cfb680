package com.tickiti.attachments.server.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.server.contract.JsonCaller;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server without a locale, as in cron jobs and containers, among names that are not ASCII. The
 * scripts are ASCII.
 */
@EnabledOnOs(OS.LINUX)
class LocaleIT {

  /** The working directory is "w(o umlaut)rk". */
  private static final String SETUP =
      """
      cd "$DIRECTORY"
      work="$(printf 'w\\303\\266rk')"
      mkdir -p "$work/attachments-data"
      cd "$work"
      [ -e attachments-data/postgres-binaries ] || ln -s "$PROGRAMS" attachments-data
      server="env -i PATH=$PATH $JAVA -Xmx256m -jar $JAR"
      """;

  private static final String DEMO = "exec $server demo --http-port 0 --grpc-port 0";

  private static final Pattern READY = Pattern.compile("ready http=(\\S+) grpc=\\S+");

  @TempDir private Path directory;
  @TempDir private Path errors;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stopAll() throws InterruptedException {
    for (Process process : processes) {
      process.destroy();
      process.waitFor();
    }
  }

  @Test
  void demo_nonAsciiWorkingDirectory_keepsItsDataThereAndStopsWithStatus0() throws Exception {
    Process demo = start(DEMO);
    String http = awaitReady(demo);
    List<ProcessHandle> descendants = demo.descendants().toList();

    String token =
        new ObjectMapper()
            .readTree(output("cat attachments-data/demo.json"))
            .at("/tokens/reader")
            .textValue();
    String body = "{\"ticket_number\":\"220009\",\"response_attachment_id\":\"14494\"}";
    assertThat(new JsonCaller(http).post(token, body).status()).isEqualTo(200);
    assertThat(output("ls \"$DIRECTORY\" | wc -l").strip()).isEqualTo("1");

    demo.destroy();
    assertThat(demo.waitFor()).isZero();
    assertThat(descendants).isNotEmpty().noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void demo_firstProcessKilled_endsAsWell() throws Exception {
    Process demo = start(DEMO);
    awaitReady(demo);
    List<ProcessHandle> descendants = demo.descendants().toList();
    assertThat(descendants).isNotEmpty();

    demo.destroyForcibly();

    for (ProcessHandle descendant : descendants) {
      descendant.onExit().get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void import_nonAsciiFileNames_areRead() throws Exception {
    String script =
        """
        name="$(printf 'gr\\303\\274n.txt')"
        printf data > "$name"
        cat > manifest.ndjson <<END
        {"type":"user","id":7,"email":"priya@example.test","is_staff":true}
        {"type":"queue","id":4,"name":"Support"}
        {"type":"ticket","id":1,"number":220009,"queue_id":4,"subject":"Help"}
        {"type":"response","id":42,"ticket_id":1,"plain_text":"text"}
        {"type":"attachment","id":5,"response_id":42,"name":"$name","file":"$name"}
        END
        cd ..
        $server import "$work/manifest.ndjson" --data-dir "$work/attachments-data"
        echo status $?
        cat "$work"/attachments-data/blobs/3a/6e/3a6e*
        """;

    assertThat(output(script)).endsWith("status 0\ndata");
  }

  @Test
  void anyCommand_noUtf8LocaleToBeHad_isOneClearLine() throws Exception {
    // As in the second process on a system that has no C.UTF-8.
    String script =
        "env -i UTF8_RELAUNCH_PARENT=0 $JAVA -jar $JAR serve --data-dir x 2>&1; echo status $?";

    assertThat(output(script))
        .isEqualTo(
            "The working directory's name cannot be read in this locale: set LC_ALL to a UTF-8"
                + " locale, such as C.UTF-8\nstatus 2\n");
  }

  private Process start(String script) throws IOException {
    ProcessBuilder process =
        new ProcessBuilder("/bin/sh", "-c", SETUP + script)
            .redirectError(errors.resolve("stderr").toFile());
    process
        .environment()
        .putAll(
            Map.of(
                "DIRECTORY", directory.toString(),
                "JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "JAR", JarProcess.SERVER.toAbsolutePath().toString(),
                "PROGRAMS", UnpackedPostgres.programs().toString()));
    Process started = process.start();
    processes.add(started);
    return started;
  }

  private String output(String script) throws IOException {
    return new String(start(script).getInputStream().readAllBytes(), UTF_8);
  }

  private String awaitReady(Process process) throws IOException {
    BufferedReader reader = process.inputReader(UTF_8);
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.matches()) {
        return ready.group(1);
      }
    }
    throw new IOException(
        "it ended before it was ready: " + Files.readString(errors.resolve("stderr")));
  }
}
