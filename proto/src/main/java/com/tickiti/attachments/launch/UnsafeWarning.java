package com.tickiti.attachments.launch;

import java.lang.reflect.Field;

/**
 * Keeps Java 24 and later from printing four lines on {@code sun.misc.Unsafe} (JEP 498), which a
 * library's class uses: they are for that library's maintainers, and would be the first thing that
 * a user of the program reads.
 *
 * <p>The option for it, {@code --sun-misc-unsafe-memory-access=allow}, is for the command line
 * only; neither a jar's manifest nor a system property set later can say it. Java prints the lines
 * once in a process and remembers that in a static field, in a package that the JDK leaves open to
 * reflection. Where a JDK has no such field the lines are printed, and nothing else happens.
 */
public final class UnsafeWarning {

  private UnsafeWarning() {}

  /** Takes the lines for printed; to be called before any library is used. */
  public static void omit() {
    try {
      Field warned = Class.forName("sun.misc.Unsafe").getDeclaredField("memoryAccessWarned");
      if (warned.trySetAccessible()) {
        warned.setBoolean(null, true);
      }
    } catch (ReflectiveOperationException e) {
      // Before Java 24 there is no such field and no such warning.
    }
  }
}
