package com.tickiti.attachments.edge;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an action at SIGHUP, which would end the JVM otherwise.
 *
 * <p>The JDK's only way to do so is {@code sun.misc.Signal}, in its module {@code jdk.unsupported};
 * it is reached by reflection, since each use in source is a warning of the compiler.
 */
public final class Hangup {

  private static final Logger log = LoggerFactory.getLogger(Hangup.class);

  private Hangup() {}

  /** From now on SIGHUP runs {@code action}, in a thread of its own. Windows has no SIGHUP. */
  public static void runs(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling =
          Proxy.newProxyInstance(
              Hangup.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> run(action);
                    case "equals" -> proxy == Objects.requireNonNull(arguments)[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> Hangup.class.getName();
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
    } catch (InvocationTargetException e) {
      log.debug("SIGHUP is not listened for: {}", String.valueOf(e.getCause())); // java -Xrs
    } catch (ReflectiveOperationException e) {
      log.debug("SIGHUP is not listened for: {}", e.toString());
    }
  }

  private static @Nullable Object run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      log.error("what SIGHUP asked for failed", e);
    }
    return null;
  }
}
