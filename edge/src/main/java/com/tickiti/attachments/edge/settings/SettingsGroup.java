package com.tickiti.attachments.edge.settings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
}
