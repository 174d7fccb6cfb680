package com.tickiti.attachments.client;

import com.tickiti.attachments.client.internal.Connection;
import com.tickiti.attachments.client.internal.ContentUpload;
import com.tickiti.attachments.client.internal.FileDownload;
import com.tickiti.attachments.client.internal.Futures;
import com.tickiti.attachments.client.internal.Limits;
import com.tickiti.attachments.client.internal.Messages;
import com.tickiti.attachments.client.internal.Token;
import com.tickiti.attachments.client.internal.Transport;
import com.tickiti.attachments.client.internal.VerifiedDownload;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads and adds the attachments of helpdesk tickets.
 *
 * <pre>{@code
 * try (AttachmentClient client =
 *     AttachmentClient.builder()
 *         .target("dns:///attachments.example.com:443")
 *         .token(System.getenv("ATTACHMENTS_TOKEN"))
 *         .build()) {
 *   TicketRef ticket = TicketRef.number(220009);
 *   Attachment attachment =
 *       client.downloadTo(DownloadRequest.of(ticket, 14494), Path.of("diagnostics.zip"));
 *   System.out.println(attachment.name() + " has " + attachment.sizeBytes() + " bytes");
 * }
 * }</pre>
 *
 * <p>Every call is retried as the {@link RetryPolicy} says; all its attempts have one request id. A
 * call that fails throws an {@link AttachmentException}, an {@link UncheckedIOException} where a
 * local file cannot be read or written, or a {@link CancellationException} where the waiting thread
 * is interrupted, which cancels the call. The methods named {@code Async} do not block; their
 * results fail with the same exceptions, and cancelling a result cancels the call.
 *
 * <p>Needs a gRPC transport on the class path, such as {@code grpc-netty-shaded}. Thread-safe:
 * create one for the whole application. The owner closes it.
 */
public final class AttachmentClient implements AutoCloseable {

  private final Connection connection;
  private final @Nullable ManagedChannel ownChannel;

  private AttachmentClient(Connection connection, @Nullable ManagedChannel ownChannel) {
    this.connection = connection;
    this.ownChannel = ownChannel;
  }

  /** Begins to configure a client. */
  public static Builder builder() {
    return new Builder();
  }

  /** Describes an attachment, and says whether a download of it would be served. */
  public AttachmentDescription get(TicketRef ticket, long attachmentId) {
    return Futures.await(getAsync(ticket, attachmentId));
  }

  /** {@link #get} without blocking. */
  public CompletableFuture<AttachmentDescription> getAsync(TicketRef ticket, long attachmentId) {
    return connection.unary(
        AttachmentServiceGrpc.getGetAttachmentMethod(),
        Messages.get(ticket, attachmentId),
        Messages::description);
  }

  /**
   * All attachments of a ticket by ascending id. The first page is fetched at once, each further
   * page when the stream reaches it.
   */
  public Stream<Attachment> list(TicketRef ticket) {
    return Stream.iterate(
            Optional.of(listPage(ticket, 0, "")),
            Optional::isPresent,
            page ->
                page.flatMap(AttachmentPage::nextPageToken)
                    .map(token -> listPage(ticket, 0, token)))
        .flatMap(Optional::stream)
        .flatMap(page -> page.attachments().stream());
  }

  /**
   * One page of a ticket's attachments.
   *
   * @param pageSize the most attachments to return, 1 to 1000; 0 for the service's default
   * @param pageToken from the page before; empty for the first page
   */
  public AttachmentPage listPage(TicketRef ticket, int pageSize, String pageToken) {
    return Futures.await(listPageAsync(ticket, pageSize, pageToken));
  }

  /** {@link #listPage} without blocking. */
  public CompletableFuture<AttachmentPage> listPageAsync(
      TicketRef ticket, int pageSize, String pageToken) {
    return connection.unary(
        AttachmentServiceGrpc.getListAttachmentsMethod(),
        Messages.list(ticket, pageSize, pageToken),
        Messages::page);
  }

  /** Begins to download the whole of an attachment; see {@link #download(DownloadRequest)}. */
  public Download download(TicketRef ticket, long attachmentId) {
    return download(DownloadRequest.of(ticket, attachmentId));
  }

  /** Begins a download and waits until the service has granted it. The caller closes it. */
  public Download download(DownloadRequest request) {
    VerifiedDownload download = new VerifiedDownload(connection, request);
    download.open();
    return new Download(download);
  }

  /** {@link #downloadTo(DownloadRequest, Path, ProgressListener)} without a listener. */
  public Attachment downloadTo(DownloadRequest request, Path target) {
    return downloadTo(request, target, ProgressListener.NONE);
  }

  /**
   * Downloads into a file, which appears once its length and SHA-256 are verified and it is on the
   * disk. An existing file is replaced at that moment, and kept where the download fails. After a
   * broken connection the download resumes from the last byte received.
   *
   * @param target in a directory that exists; the bytes are collected beside it, in a hidden file
   *     {@code .attachment-*.part} that remains only where the process is killed
   */
  public Attachment downloadTo(DownloadRequest request, Path target, ProgressListener listener) {
    return new FileDownload(connection, request, target, listener).run();
  }

  /** {@link #downloadTo(DownloadRequest, Path, ProgressListener)} without blocking. */
  public CompletableFuture<Attachment> downloadToAsync(
      DownloadRequest request, Path target, ProgressListener listener) {
    return new FileDownload(connection, request, target, listener).start();
  }

  /** {@link #upload(UploadRequest, ProgressListener)} without a listener. */
  public Attachment upload(UploadRequest request) {
    return upload(request, ProgressListener.NONE);
  }

  /**
   * Attaches a file to a response. Size and SHA-256 are declared first where the content can be
   * read twice, so that the service stores exactly this content or nothing.
   */
  public Attachment upload(UploadRequest request, ProgressListener listener) {
    return Futures.await(uploadAsync(request, listener));
  }

  /** {@link #upload(UploadRequest, ProgressListener)} without blocking. */
  public CompletableFuture<Attachment> uploadAsync(
      UploadRequest request, ProgressListener listener) {
    return new ContentUpload(connection, request, listener).start();
  }

  /**
   * Closes the connection and cancels all calls. A channel that the caller supplied stays open: the
   * caller closes it.
   */
  @Override
  public void close() {
    connection.close();
    if (ownChannel != null) {
      ownChannel.shutdownNow();
    }
  }

  /**
   * Configures a client: how to reach the service ({@link #target} or {@link #channel}) and a
   * {@link #token} are needed, all else has defaults. Not thread-safe.
   */
  public static final class Builder {

    private @Nullable String target;
    private @Nullable Channel channel;
    private @Nullable Supplier<String> token;
    private Transport transport = Transport.TLS;
    private Limits limits = Limits.DEFAULT;
    private RetryPolicy retryPolicy = RetryPolicy.standard();
    private CallListener listener = CallListener.NONE;
    private @Nullable Executor executor;
    private final List<ClientInterceptor> interceptors = new ArrayList<>();

    private Builder() {}

    /**
     * The service's address as a gRPC name, such as {@code dns:///host:port}. TLS is used unless
     * {@link #plaintext} is called.
     */
    public Builder target(String target) {
      this.target = target;
      return this;
    }

    /** A channel of the caller, who closes it. It excludes {@link #target} and the TLS settings. */
    public Builder channel(Channel channel) {
      this.channel = channel;
      return this;
    }

    /**
     * The token, {@code <id>|<secret>}; white space around it is removed.
     *
     * @throws IllegalArgumentException where it is empty or not printable ASCII
     */
    public Builder token(String token) {
      String checked = Token.checked(token);
      return token(() -> checked);
    }

    /**
     * A supplier that is called for each attempt, so that the token may change. It may block, and
     * the call fails with what it throws. A token that {@link #token(String)} would refuse makes
     * the call fail with the same exception.
     */
    public Builder token(Supplier<String> token) {
      this.token = token;
      return this;
    }

    /** No TLS: the token and all content can be read and changed on the network. */
    public Builder plaintext() {
      transport = transport.withPlaintext();
      return this;
    }

    /** Trusts the certificates of this PEM file instead of the platform's. */
    public Builder trustCertificates(Path certificates) {
      transport = transport.withTrusted(certificates);
      return this;
    }

    /** The client's own certificate (mTLS): PEM files of its chain and its PKCS #8 key. */
    public Builder clientCertificate(Path chain, Path key) {
      transport = transport.withClientCertificate(chain, key);
      return this;
    }

    /**
     * The longest that {@link #get} and {@link #listPage} may take, with all attempts; then they
     * end in a {@link DeadlineExceededException}. 30 seconds by default.
     */
    public Builder deadline(Duration deadline) {
      limits = limits.withDeadline(deadline);
      return this;
    }

    /**
     * The longest that an attempt at a download or upload may wait without a byte moving; then it
     * is retried, and ends in a {@link DeadlineExceededException} after the last attempt. 30
     * seconds by default.
     */
    public Builder stallTimeout(Duration stallTimeout) {
      limits = limits.withStallTimeout(stallTimeout);
      return this;
    }

    /**
     * The longest that a download or upload may take, with all attempts and the time that the
     * reader of a {@link Download} takes; then it ends in a {@link DeadlineExceededException}. No
     * limit by default, since a large file takes long.
     */
    public Builder transferDeadline(Duration transferDeadline) {
      limits = limits.withTransferDeadline(transferDeadline);
      return this;
    }

    /** Adds interceptors to each attempt of each call; of several, the last one runs first. */
    public Builder intercept(ClientInterceptor... added) {
      interceptors.addAll(List.of(added));
      return this;
    }

    /**
     * Runs the client's tasks, some of which block, such as reading files. It must not run a task
     * on the thread that submits it. The owner shuts it down, after closing the client. By default
     * the client creates daemon threads.
     */
    public Builder executor(Executor executor) {
      this.executor = executor;
      return this;
    }

    /** Observes attempts, failures and retries. */
    public Builder listener(CallListener listener) {
      this.listener = listener;
      return this;
    }

    /** When to try again; {@link RetryPolicy#standard()} by default. */
    public Builder retryPolicy(RetryPolicy retryPolicy) {
      this.retryPolicy = retryPolicy;
      return this;
    }

    /**
     * The client; it connects when it is first used.
     *
     * @throws IllegalStateException where something needed is missing, such as a gRPC transport on
     *     the class path, or excludes something else
     * @throws IllegalArgumentException where the target is not valid
     * @throws UncheckedIOException where a certificate cannot be read
     */
    public AttachmentClient build() {
      if (token == null) {
        throw new IllegalStateException("token: missing");
      }
      if ((target == null) == (channel == null)) {
        throw new IllegalStateException("target, channel: exactly one of the two is needed");
      }
      if (target != null) {
        ManagedChannel own = transport.channel(target, interceptors);
        return new AttachmentClient(connection(own, token), own);
      }
      if (channel == null || !transport.equals(Transport.TLS)) {
        throw new IllegalStateException("channel: brings its own transport security");
      }
      Channel intercepted = ClientInterceptors.intercept(channel, interceptors);
      return new AttachmentClient(connection(intercepted, token), null);
    }

    private Connection connection(Channel channel, Supplier<String> token) {
      return new Connection(channel, token, limits, retryPolicy, listener, executor);
    }
  }
}
