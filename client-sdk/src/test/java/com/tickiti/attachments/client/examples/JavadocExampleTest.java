package com.tickiti.attachments.client.examples;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.client.AttachmentClient;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that people copy are code of today's. */
final class JavadocExampleTest {

  private static final Path SOURCE =
      Path.of("src/main/java", AttachmentClient.class.getName().replace('.', '/') + ".java");

  @TempDir private Path directory;

  @Test
  void attachmentClient_exampleInItsJavadoc_compiles() throws Exception {
    String body = match("(?s)<pre>\\{@code\n(.*?)\n \\* }</pre>", Files.readString(SOURCE));

    assertThat(
            compilerOutput(
                "import com.tickiti.attachments.client.*; import java.nio.file.Path;"
                    + "class Fetch { void run() {\n"
                    + body.replaceAll("(?m)^ \\* ?", "")
                    + "} }"))
        .isEmpty();
  }

  @Test
  void readme_exampleInJava_compiles() throws Exception {
    assertThat(
            compilerOutput(
                match(
                    "(?s)<!-- java -->\n```java\n(.*?)```",
                    Files.readString(Path.of("../README.md")))))
        .isEmpty();
  }

  private static String match(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return requireNonNull(matcher.group(1));
  }

  private String compilerOutput(String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter output = new StringWriter();
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Fetch.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path"));
    compiler.getTask(output, null, null, options, null, List.of(file)).call();
    return output.toString();
  }
}
