package com.tickiti.attachments.edge.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/**
 * The settings of a command, as a picocli mixin:
 *
 * <pre>{@code
 * @Mixin private SettingsGroup<EdgeConfig> settings = new SettingsGroup<>(EdgeConfig.class);
 * }</pre>
 *
 * @param <T> the record that declares them
 */
@Command
public final class SettingsGroup<T extends Record> {

  private static final String MASK = "****";
  private static final Pattern PASSWORD_IN_URL = Pattern.compile("(?i)(password=)[^&]*");

  private final Class<T> type;
  private CommandSpec command = CommandSpec.create();

  public SettingsGroup(Class<T> type) {
    this.type = type;
  }

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("UnusedMethod") // called by picocli
  private void declareIn(CommandSpec mixee) {
    command = mixee;
    Settings.declare(mixee, type);
  }

  /**
   * What was set; only once the command line has been parsed.
   *
   * @throws InvalidSettingException where a value is wrong
   */
  public T read() {
    return Settings.read(command, type);
  }

  /** Each setting as it was set, in the order of their names; secrets are masked. */
  public List<Entry> entries() {
    return command.options().stream()
        .filter(Settings::isSetting)
        .sorted(Comparator.comparing(OptionSpec::longestName))
        .map(SettingsGroup::entry)
        .toList();
  }

  private static Entry entry(OptionSpec option) {
    Object value = option.getValue();
    return new Entry(
        SettingSources.key(option), shown(option, value), SettingSources.origin(option));
  }

  private static String shown(OptionSpec option, @Nullable Object value) {
    if (value == null) {
      return option.arity().max() == 0 ? "false" : "-";
    }
    if (Settings.isSecret(option)) {
      return MASK;
    }
    String text =
        value instanceof Collection<?> many
            ? many.stream().map(String::valueOf).collect(Collectors.joining(","))
            : value.toString();
    return PASSWORD_IN_URL.matcher(text).replaceAll("$1" + MASK);
  }

  /**
   * One setting.
   *
   * @param name of the option, without its dashes
   * @param value as text; {@code -} where there is none
   * @param origin {@code command line}, an environment variable, {@code FILE:line} or {@code
   *     default}
   */
  public record Entry(String name, String value, String origin) {}
}
