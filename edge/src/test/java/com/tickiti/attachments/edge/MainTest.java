package com.tickiti.attachments.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {

  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    "'', --upstream",
    "--upstream, --upstream",
    "--upstream nowhere, --upstream",
    "--upstream :9090, --upstream",
    "--upstream a:99999, --upstream",
    "--upstream a:1 --http-port abc, --http-port",
    "--upstream a:1 --http-port -1, --http-port",
    "--upstream a:1 --http-port 65536, --http-port",
    "--upstream a:1 --bind no.such.host.invalid --http-port 0, --bind",
    "--upstream a:1 --upstream-ca no-such-file, --upstream-ca",
    "--upstream a:1 --upstream-ca pom.xml, --upstream-ca",
    "--upstream a:1 --upstream-cert pom.xml --upstream-key pom.xml, --upstream-ca",
    "--upstream a:1 --upstream-key pom.xml, --upstream-cert",
    "--upstream a:1 --http-max-streams 0, --http-max-streams",
    "--upstream a:1 --http-idle-timeout 30, --http-idle-timeout",
    "--upstream a:1 --http-idle-timeout 0s, --http-idle-timeout",
    "--upstream a:1 --quiet-period 31s, --quiet-period",
    "--upstream a:1 --tls-cert pom.xml, --tls-key",
    "--upstream a:1 --tls-cert no-such-file --tls-key pom.xml, --tls-cert",
    "--upstream a:1 --tls-cert pom.xml --tls-key pom.xml, --tls-cert",
    "--upstream a:1 --nonsense, --nonsense",
    "--upstream a:1 nonsense, nonsense",
  })
  void wrongOption_isOneLineAndStatus2(String args, String named) {
    int status = execute(args.isEmpty() ? new String[0] : args.split(" "));

    assertThat(status).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains(named);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void takenPort_isOneLineAndStatus2() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      int status = execute("--upstream", "127.0.0.1:1", "--http-port", port);

      assertThat(status).isEqualTo(2);
      assertThat(err.toString().lines())
          .singleElement()
          .asString()
          .contains(":" + port, "already in use", "--http-port");
    }
  }

  @Test
  void help_namesOptionsVariablesAndGroups() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString())
        .contains("--upstream", "--http-port", "ATTACHMENTS_HTTP_PORT", "TLS:", "Limits");
  }

  @Test
  void environment_standsInForEveryOption() {
    environment.put("ATTACHMENTS_UPSTREAM", "127.0.0.1:1");
    environment.put("ATTACHMENTS_HTTP_PORT", "65536");
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString()).contains("--http-port: 65536");

    environment.put("ATTACHMENTS_HTTP_PORT", "0");
    environment.put("ATTACHMENTS_HTTP_MAX_STREAMS", "none"); // an option of a group
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString()).contains("--http-max-streams");
  }

  @Test
  void version_isOneLine() {
    assertThat(execute("--version")).isZero();
    assertThat(out.toString().lines()).singleElement().asString().startsWith("attachments-edge ");
  }

  private int execute(String... args) {
    CommandLine main = Main.commandLine(environment);
    main.setOut(new PrintWriter(out, true));
    main.setErr(new PrintWriter(err, true));
    return main.execute(args);
  }
}
