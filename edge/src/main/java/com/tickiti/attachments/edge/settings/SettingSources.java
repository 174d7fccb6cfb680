package com.tickiti.attachments.edge.settings;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where the value of a setting comes from that the command line does not give: {@code --some-name}
 * is {@code ATTACHMENTS_SOME_NAME} in the environment. Options that are no settings, such as {@code
 * --version}, come from the command line only.
 */
public final class SettingSources implements IDefaultValueProvider {

  private static final Logger log = LoggerFactory.getLogger(SettingSources.class);

  private static final String PREFIX = "ATTACHMENTS_";

  /** What Kubernetes sets for each Service: {@code <SERVICE>_PORT=tcp://10.0.0.1:8080}. */
  private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://[^/]+:\\d+");

  private final Map<String, String> environment;
  private final Set<String> warned = new HashSet<>();

  public SettingSources(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || !Settings.isSetting(option)) {
      return null;
    }
    String name = variable(option);
    String value = environment.get(name);
    if (value != null && name.endsWith("_PORT") && SERVICE_LINK.matcher(value).matches()) {
      warnOfServiceLink(name, value);
      return null;
    }
    return value;
  }

  /** The environment variable of a setting. */
  static String variable(OptionSpec option) {
    return PREFIX + option.longestName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
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
