package com.tickiti.attachments.edge.developer;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.ByteStreams;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.tickiti.attachments.edge.http.JsonResponse;
import com.tickiti.attachments.edge.http.RequestId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;

/**
 * The page at {@code /} on which integrators read and try the API, and the files it consists of.
 * They lie beside this class and come from this host alone; the content security policy lets a
 * browser load nothing else, and run no script and no style inside the page itself. Thread-safe.
 */
public final class DeveloperPage {

  /** RFC 9239. */
  private static final MediaType SCRIPT = MediaType.parse("text/javascript; charset=utf-8");

  /** The files by their path in the URL; the page itself is {@code index.html}. */
  private static final ImmutableMap<String, MediaType> FILES =
      ImmutableMap.<String, MediaType>builder()
          .put("index.html", MediaType.HTML_UTF_8)
          .put("style.css", MediaType.CSS_UTF_8)
          .put("icon.svg", MediaType.SVG_UTF_8)
          .put("main.js", SCRIPT)
          .put("dom.js", SCRIPT)
          .put("api.js", SCRIPT)
          .put("thread.js", SCRIPT)
          .put("download.js", SCRIPT)
          .put("preview.js", SCRIPT)
          .put("refusal.js", SCRIPT)
          .put("reference.js", SCRIPT)
          .put("operation.js", SCRIPT)
          .put("snippets.js", SCRIPT)
          .put("worker.js", SCRIPT)
          .put("content.js", SCRIPT)
          .put("sha256.js", SCRIPT)
          .build();

  /**
   * Previews are {@code blob:} URLs that the page makes of what it has downloaded: images, and PDF
   * in a frame. A frame made so has this policy too (Content Security Policy Level 3, 7.8).
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self';"
          + " connect-src 'self'; img-src 'self' blob:; frame-src blob:; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private DeveloperPage() {}

  /** Hands each path and the service that answers {@code GET} and {@code HEAD} there. */
  public static void addTo(BiConsumer<String, HttpService> routes) {
    FILES.forEach(
        (name, type) -> {
          HttpService service = serving(read(name), type);
          routes.accept(name.equals("index.html") ? "/" : "/developer/" + name, service);
        });
  }

  private static HttpService serving(byte[] content, MediaType type) {
    return (ctx, request) -> {
      ResponseHeaders headers =
          JsonResponse.common(HttpStatus.OK, RequestId.of(ctx))
              .contentType(type)
              .contentLength(content.length)
              .add(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
              .add(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
              .add(HttpHeaderNames.CROSS_ORIGIN_OPENER_POLICY, "same-origin")
              .add(HttpHeaderNames.CROSS_ORIGIN_RESOURCE_POLICY, "same-origin")
              .build();
      return HttpResponse.of(headers, HttpData.wrap(content));
    };
  }

  private static byte[] read(String name) {
    try (InputStream file = DeveloperPage.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("not on the class path: " + name);
      }
      return ByteStreams.toByteArray(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
