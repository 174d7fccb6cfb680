package com.tickiti.attachments.edge.settings;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where the value of a setting comes from that the command line does not give: {@code --some-name}
 * is {@code ATTACHMENTS_SOME_NAME} in the environment, then {@code some-name} in the file that
 * {@code --config} names. Options that are no settings, such as {@code --version}, come from the
 * command line only.
 */
public final class SettingSources implements IDefaultValueProvider {

  private static final Logger log = LoggerFactory.getLogger(SettingSources.class);

  private static final String PREFIX = "ATTACHMENTS_";
  private static final String CONFIG = "--config";

  /** What Kubernetes sets for each Service: {@code <SERVICE>_PORT=tcp://10.0.0.1:8080}. */
  private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://[^/]+:\\d+");

  private final Map<String, String> environment;
  private final Set<String> warned = new HashSet<>();
  private final Map<Path, ConfigFile> files = new HashMap<>();

  private SettingSources(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Adds the sources, and {@code --config}, to a command and its subcommands that have settings.
   */
  public static CommandLine addTo(CommandLine root, Map<String, String> environment) {
    commands(root).filter(SettingSources::hasSettings).forEach(SettingSources::addConfig);
    return root.setDefaultValueProvider(new SettingSources(environment));
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || !Settings.isSetting(option)) {
      return null;
    }
    try {
      Sourced sourced = find(option);
      if (sourced == null) {
        return null;
      }
      requireBooleanOfAFlag(option, sourced);
      return sourced.value();
    } catch (InvalidSettingException e) {
      throw new ParameterException(option.command().commandLine(), e.getMessage(), e);
    }
  }

  /** Flags alone are not left as text until they are read. */
  private static void requireBooleanOfAFlag(OptionSpec option, Sourced sourced) {
    if (option.arity().max() == 0 && !sourced.value().matches("(?i)true|false")) {
      throw new InvalidSettingException(
          "%s: %s (expected: true or false), from %s"
              .formatted(option.longestName(), sourced.value(), sourced.origin()));
    }
  }

  /** Where the value of an option comes from: its command line, a source, or its default. */
  static String origin(OptionSpec option) {
    CommandLine command = option.command().commandLine();
    if (command.getParseResult() != null && command.getParseResult().hasMatchedOption(option)) {
      return "command line";
    }
    Sourced sourced =
        option.command().defaultValueProvider() instanceof SettingSources sources
            ? sources.find(option)
            : null;
    return sourced == null ? "default" : sourced.origin();
  }

  private @Nullable Sourced find(OptionSpec option) {
    String name = variable(option);
    String value = environment.get(name);
    if (value != null && isServiceLink(name, value)) {
      warnOfServiceLink(name, value);
      value = null;
    }
    if (value != null) {
      return new Sourced(value, name);
    }
    ConfigFile file = file(option.command());
    return file == null ? null : file.find(key(option));
  }

  private @Nullable ConfigFile file(CommandSpec command) {
    OptionSpec config = command.findOption(CONFIG);
    Object given = config == null ? null : config.getValue();
    String path = given == null ? environment.get(PREFIX + "CONFIG") : given.toString();
    return path == null || path.isEmpty()
        ? null
        : files.computeIfAbsent(Path.of(path), file -> ConfigFile.read(file, keys(command)));
  }

  /** One file serves all commands: it may have the settings of any of them. */
  private static Set<String> keys(CommandSpec command) {
    return commands(command.root().commandLine())
        .flatMap(each -> each.getCommandSpec().options().stream())
        .filter(Settings::isSetting)
        .map(SettingSources::key)
        .collect(Collectors.toSet());
  }

  private static Stream<CommandLine> commands(CommandLine root) {
    return Stream.concat(
        Stream.of(root), root.getSubcommands().values().stream().flatMap(SettingSources::commands));
  }

  private static boolean hasSettings(CommandLine command) {
    return command.getCommandSpec().options().stream().anyMatch(Settings::isSetting);
  }

  private static void addConfig(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(Path.class)
                .description(
                    "Settings that neither the command line nor the environment gives: lines"
                        + " such as http-port = 8080 (or ATTACHMENTS_CONFIG).")
                .build());
  }

  /** The name of a setting in a file. */
  static String key(OptionSpec option) {
    return option.longestName().substring(2);
  }

  private static String variable(OptionSpec option) {
    return PREFIX + key(option).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static boolean isServiceLink(String name, String value) {
    return name.endsWith("_PORT") && SERVICE_LINK.matcher(value).matches();
  }

  private void warnOfServiceLink(String name, String value) {
    if (warned.add(name)) {
      log.warn(
          "{}={} is ignored: it is a Kubernetes service link, not a port (enableServiceLinks: false"
              + " in the pod turns these off)",
          name,
          value);
    }
  }
}
