package com.tickiti.attachments.edge.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IScope;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * Records of settings. Each component is one setting, which picocli's {@link Option} declares: its
 * name, default and description, beside {@link Bounds}; or it is a record of settings itself. Help,
 * command line, environment and tests all read that one declaration:
 *
 * <pre>{@code
 * EdgeConfig config = Settings.of(EdgeConfig.class, "--http-port=0", "--http-idle-timeout=3s");
 * }</pre>
 *
 * <p>A component is a number, a {@code String}, {@code Path}, {@code Duration}, enum, {@code
 * boolean}, or a list of texts; one without a default is null where nothing was given. A check that
 * concerns several settings belongs into the record's constructor, which throws {@link
 * IllegalArgumentException} with a message that begins with an option's name.
 */
public final class Settings {

  /** The label of a setting that is a number of bytes, and may be written as one of MiB. */
  public static final String BYTES = "BYTES";

  /** The label of a setting that is a duration. */
  public static final String TIME = "TIME";

  private static final Pattern NAME = Pattern.compile("--[a-z0-9-]+");

  /** What the name of an option has behind it that names a file with the value. */
  static final String FILE = "-file";

  private Settings() {}

  /**
   * What {@code options} say, each {@code --name=value}, and the defaults; the last one of a name
   * holds.
   *
   * @throws InvalidSettingException where a value is wrong
   */
  public static <T extends Record> T of(Class<T> type, String... options) {
    CommandSpec command = CommandSpec.create();
    declare(command, type);
    new CommandLine(command).setOverwrittenOptionsAllowed(true).parseArgs(options);
    return read(command, type);
  }

  /** Whether an option of a command was declared here, so that it has other sources. */
  static boolean isSetting(ArgSpec argument) {
    return argument.userObject() instanceof Method method && method.getDeclaringClass().isRecord();
  }

  /** Whether the value of an option is never shown. */
  static boolean isSecret(OptionSpec option) {
    return option.userObject() instanceof Method method
        && method.isAnnotationPresent(Secret.class)
        && !option.longestName().endsWith(FILE);
  }

  /** Adds the settings of {@code type} to a command. */
  static void declare(CommandSpec command, Class<? extends Record> type) {
    Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
    collect(type, "", sections);
    sections.getOrDefault("", List.of()).forEach(command::addOption);
    sections.forEach(
        (heading, options) -> {
          if (!heading.isEmpty()) {
            ArgGroupSpec.Builder group =
                ArgGroupSpec.builder().validate(false).heading("%n" + heading + ":%n");
            options.forEach(group::addArg);
            command.addArgGroup(group.build());
          }
        });
  }

  private static void collect(
      Class<?> type, String heading, Map<String, List<OptionSpec>> sections) {
    for (RecordComponent component : type.getRecordComponents()) {
      Method accessor = component.getAccessor();
      Option option = accessor.getAnnotation(Option.class);
      if (option != null) {
        List<OptionSpec> options = sections.computeIfAbsent(heading, unseen -> new ArrayList<>());
        options.add(optionSpec(option, accessor));
        if (accessor.isAnnotationPresent(Secret.class)) {
          options.add(fileSpec(option, accessor));
        }
      } else {
        Section section = accessor.getAnnotation(Section.class);
        collect(component.getType(), section == null ? heading : section.value(), sections);
      }
    }
  }

  /** All values but flags stay text until they are read, so that every refusal reads alike. */
  private static OptionSpec optionSpec(Option option, Method accessor) {
    OptionSpec.Builder builder =
        OptionSpec.builder(option.names())
            .paramLabel(
                option.paramLabel().isEmpty()
                    ? "<" + accessor.getName() + ">"
                    : option.paramLabel())
            .description(option.description())
            .required(option.required())
            .splitRegex(option.split())
            .userObject(accessor)
            .scope(new Declared());
    if (!option.defaultValue().equals(Option.NULL_VALUE) && !option.defaultValue().isEmpty()) {
      builder.defaultValue(option.defaultValue());
    }
    Class<?> type = accessor.getReturnType();
    if (type == List.class) {
      return builder.type(List.class).auxiliaryTypes(String.class).build();
    }
    boolean flag = type == boolean.class && option.arity().isEmpty();
    return builder.type(flag ? boolean.class : String.class).build();
  }

  private static OptionSpec fileSpec(Option secret, Method accessor) {
    return OptionSpec.builder(secret.names()[0] + FILE)
        .paramLabel("FILE")
        .description("A file that holds the value of " + secret.names()[0] + ".")
        .userObject(accessor)
        .scope(new Declared())
        .type(String.class)
        .build();
  }

  /** The values of {@code type} in a command that has been parsed. */
  static <T> T read(CommandSpec command, Class<T> type) {
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Option option = components[i].getAccessor().getAnnotation(Option.class);
      values[i] =
          option == null
              ? read(command, components[i].getType())
              : SettingValue.of(command, option, components[i].getAccessor());
    }
    return construct(command, type, components, values);
  }

  private static <T> T construct(
      CommandSpec command, Class<T> type, RecordComponent[] components, @Nullable Object[] values) {
    try {
      Constructor<T> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw new InvalidSettingException(withOrigin(command, refusal.getMessage()));
      }
      throw new IllegalStateException(type.getName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName(), e);
    }
  }

  /** A message that begins with an option's name, and where its value comes from. */
  private static String withOrigin(CommandSpec command, @Nullable String message) {
    Matcher name = NAME.matcher(String.valueOf(message));
    OptionSpec option = name.lookingAt() ? command.findOption(name.group()) : null;
    return message + (option == null ? "" : origin(option));
  }

  /** Where a value comes from, for the end of a message; nothing for the command line. */
  static String origin(OptionSpec option) {
    String origin = SettingSources.origin(option);
    return origin.equals("command line") || origin.equals("default") ? "" : ", from " + origin;
  }

  /** picocli sets the default of an option in a group only where the option has a scope. */
  private static final class Declared implements IScope {
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as IScope has it
    public <T> T get() {
      return (T) this;
    }

    @Override
    public <T> T set(T value) {
      throw new UnsupportedOperationException();
    }
  }
}
