package com.tickiti.attachments.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The public surface changes only on purpose. After a change that is meant, run {@code mvn test -pl
 * proto,client-sdk -Dtest=ApiListingTest -Dapi.update=true -Dsurefire.failIfNoSpecifiedTests=false}
 * and commit the new listing with it.
 */
final class ApiListingTest {

  private static final Path COMMITTED = Path.of("src/test/resources/api.txt");

  @Test
  void publicSurface_asBuilt_isTheCommittedOne() throws Exception {
    String listing = publicClasses().map(ApiListingTest::listing).collect(Collectors.joining("\n"));
    if (Boolean.getBoolean("api.update")) {
      Files.writeString(COMMITTED, listing);
    }

    assertThat(listing)
        .as("the public surface, against %s; if meant, add -Dapi.update=true", COMMITTED)
        .isEqualTo(Files.readString(COMMITTED));
  }

  /** The flat package only: all else is internal. */
  private static Stream<Class<?>> publicClasses() throws IOException, URISyntaxException {
    Path classes =
        Path.of(AttachmentClient.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String name = AttachmentClient.class.getPackageName();
    List<String> files;
    try (Stream<Path> found = Files.list(classes.resolve(name.replace('.', '/')))) {
      files = found.map(path -> path.getFileName().toString()).toList();
    }
    return files.stream()
        .filter(file -> file.endsWith(".class") && !file.startsWith("package-info"))
        .sorted()
        .<Class<?>>map(
            file -> load(name + "." + file.substring(0, file.length() - ".class".length())))
        .filter(type -> Modifier.isPublic(type.getModifiers()));
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static String listing(Class<?> type) {
    String kind =
        type.isRecord() ? "record" : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "";
    String header =
        Stream.of(
                Modifier.isAbstract(type.getModifiers()) && kind.isEmpty() ? "abstract" : "",
                kind.isEmpty() ? "class" : kind,
                type.getName(),
                type.getSuperclass() == null ? "" : "extends " + type.getSuperclass().getName(),
                Arrays.stream(type.getInterfaces())
                    .map(implemented -> "implements " + implemented.getName())
                    .collect(Collectors.joining(" ")))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" "));
    return Stream.concat(Stream.of(header), members(type).map(line -> "  " + line).sorted())
        .map(line -> line.replace(AttachmentClient.class.getPackageName() + ".", ""))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static Stream<String> members(Class<?> type) {
    return Stream.of(
            type.getDeclaredConstructors(), type.getDeclaredMethods(), type.getDeclaredFields())
        .flatMap(Arrays::stream)
        .map(Member.class::cast)
        .filter(member -> !member.isSynthetic())
        .filter(member -> (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
        .map(ApiListingTest::signature);
  }

  private static String signature(Member member) {
    // Whether a record's own methods are final is the compiler's choice.
    return member instanceof Executable executable
        ? executable.toGenericString().replace("final ", "")
        : ((Field) member).toGenericString();
  }
}
