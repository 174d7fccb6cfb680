package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.archive.ArchiveHandler;
import com.tickiti.attachments.server.download.DownloadHandler;
import com.tickiti.attachments.server.download.DownloadOutcomes;
import com.tickiti.attachments.server.download.LinkHandler;
import com.tickiti.attachments.server.limit.ServerLimits;
import com.tickiti.attachments.server.model.LinkSigner;
import com.tickiti.attachments.server.ticket.TicketHandler;
import com.tickiti.attachments.server.upload.UploadHandler;
import io.grpc.BindableService;
import io.grpc.HandlerRegistry;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.stream.Stream;

/**
 * The services that callers may call, each behind the same {@link CallInterceptor}.
 *
 * @param definitions of the services
 * @param others answers calls of methods that none of them has
 */
public record GrpcServices(List<ServerServiceDefinition> definitions, HandlerRegistry others) {

  /** The services over what answers them; their methods block, so give them a pool to run on. */
  public static GrpcServices of(
      DownloadHandler downloads,
      DownloadOutcomes outcomes,
      LinkHandler links,
      ArchiveHandler archives,
      UploadHandler uploads,
      TicketHandler tickets,
      ServerLimits limits,
      LinkSigner signer,
      CallObserver observer) {
    CallInterceptor interceptor = new CallInterceptor(limits, signer, observer);
    List<ServerServiceDefinition> definitions =
        Stream.<BindableService>of(
                new AttachmentGrpcService(downloads, outcomes, links, archives, uploads),
                new TicketGrpcService(tickets, outcomes),
                new TokenGrpcService(tickets))
            .map(service -> UnreadableMessages.refusedBy(service.bindService()))
            .map(service -> ServerInterceptors.intercept(service, interceptor))
            .toList();
    return new GrpcServices(definitions, new UnknownMethods(interceptor));
  }
}
