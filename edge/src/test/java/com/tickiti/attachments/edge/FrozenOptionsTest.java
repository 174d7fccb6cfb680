package com.tickiti.attachments.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Operators' scripts depend on names, defaults and environment variables: a change is a decision.
 */
class FrozenOptionsTest {

  private final Recording environment = new Recording();

  @Test
  void everyOption_hasTheNameDefaultAndVariablesThatAreRecorded() throws Exception {
    assertThat(String.join("\n", lines(Main.commandLine(environment)).toList()))
        .isEqualTo(recorded());
  }

  private Stream<String> lines(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    Stream<String> options =
        command.getCommandSpec().options().stream()
            .sorted((a, b) -> a.longestName().compareTo(b.longestName()))
            .map(option -> name + " " + line(option));
    return Stream.concat(options, command.getSubcommands().values().stream().flatMap(this::lines));
  }

  private String line(OptionSpec option) {
    environment.asked.clear();
    try {
      option.command().defaultValueProvider().defaultValue(option);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return "%s %s default=%s required=%s arity=%s environment=%s"
        .formatted(
            String.join(",", option.names()),
            option.paramLabel(),
            option.defaultValue(),
            option.required(),
            option.arity(),
            environment.asked.stream()
                .filter(name -> !name.equals("ATTACHMENTS_CONFIG")) // where the file is
                .collect(Collectors.joining(",")));
  }

  private static String recorded() throws IOException {
    try (InputStream file = FrozenOptionsTest.class.getResourceAsStream("/options.txt")) {
      return new String(file.readAllBytes(), UTF_8).strip();
    }
  }

  /** An empty environment that remembers which variables were looked up. */
  private static final class Recording extends AbstractMap<String, String> {
    private final List<String> asked = new ArrayList<>();

    @Override
    public @Nullable String get(Object key) {
      asked.add(key.toString());
      return null;
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
      return Set.of();
    }
  }
}
