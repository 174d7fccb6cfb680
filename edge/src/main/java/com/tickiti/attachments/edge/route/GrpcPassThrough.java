package com.tickiti.attachments.edge.route;

import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.tickiti.attachments.edge.http.ServiceCalls;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.TicketServiceGrpc;
import com.tickiti.attachments.v1.TokenServiceGrpc;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * gRPC and gRPC-Web on the port of the JSON API: calls of the service are passed on message by
 * message, each as the bytes that it is. Reflection is for the gRPC port alone, whose setting says
 * who may ask for it.
 */
final class GrpcPassThrough {

  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          AttachmentServiceGrpc.getServiceDescriptor(),
          TicketServiceGrpc.getServiceDescriptor(),
          TokenServiceGrpc.getServiceDescriptor(),
          HealthGrpc.getServiceDescriptor());

  /** As much as the service itself takes in one message. */
  private static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

  private final ServiceCalls calls;

  GrpcPassThrough(ServiceCalls calls) {
    this.calls = calls;
  }

  GrpcService service() {
    var builder =
        GrpcService.builder()
            .supportedSerializationFormats(
                GrpcSerializationFormats.PROTO,
                GrpcSerializationFormats.PROTO_WEB,
                GrpcSerializationFormats.PROTO_WEB_TEXT)
            .maxRequestMessageLength(MAX_MESSAGE_BYTES);
    SERVICES.forEach(service -> builder.addService(passingOn(service)));
    return builder.build();
  }

  private ServerServiceDefinition passingOn(ServiceDescriptor service) {
    List<MethodDescriptor<byte[], byte[]>> methods =
        service.getMethods().stream().map(GrpcPassThrough::ofBytes).toList();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(service.getName())
            .setSchemaDescriptor(service.getSchemaDescriptor());
    methods.forEach(descriptor::addMethod);
    ServerServiceDefinition.Builder definition =
        ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(method -> definition.addMethod(method, this::passOn));
    return definition.build();
  }

  private static MethodDescriptor<byte[], byte[]> ofBytes(MethodDescriptor<?, ?> method) {
    return MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
        .setType(method.getType())
        .setFullMethodName(method.getFullMethodName())
        .setSchemaDescriptor(method.getSchemaDescriptor())
        .build();
  }

  /** A {@link ServerCallHandler}. */
  private ServerCall.Listener<byte[]> passOn(ServerCall<byte[], byte[]> caller, Metadata headers) {
    ServiceRequestContext ctx = ServiceRequestContext.current();
    Relay relay = new Relay(caller, calls.open(ctx, caller.getMethodDescriptor()));
    relay.start(calls.passedOn(ctx, headers));
    return relay.fromCaller;
  }

  /**
   * One call between its caller and the service. A message is asked for on one side once the other
   * has taken the one before. Confined to the request's event loop.
   */
  private static final class Relay {
    private final ServerCall<byte[], byte[]> caller;
    private final ClientCall<byte[], byte[]> service;
    private final FromCaller fromCaller = new FromCaller();
    private boolean callerAwaited;
    private boolean serviceAwaited;

    Relay(ServerCall<byte[], byte[]> caller, ClientCall<byte[], byte[]> service) {
      this.caller = caller;
      this.service = service;
    }

    void start(Metadata metadata) {
      service.start(new FromService(), metadata);
      service.request(1);
      caller.request(1);
    }

    /** What the caller sends goes to the service. */
    private final class FromCaller extends ServerCall.Listener<byte[]> {
      @Override
      public void onMessage(byte[] message) {
        service.sendMessage(message);
        if (service.isReady()) {
          caller.request(1);
        } else {
          callerAwaited = true;
        }
      }

      @Override
      public void onHalfClose() {
        service.halfClose();
      }

      @Override
      public void onCancel() {
        service.cancel("the caller has gone", null);
      }

      @Override
      public void onReady() {
        if (serviceAwaited) {
          serviceAwaited = false;
          service.request(1);
        }
      }
    }

    /** What the service sends goes to the caller. */
    private final class FromService extends ClientCall.Listener<byte[]> {
      @Override
      public void onHeaders(Metadata headers) {
        caller.sendHeaders(headers);
      }

      @Override
      public void onMessage(byte[] message) {
        caller.sendMessage(message);
        if (caller.isReady()) {
          service.request(1);
        } else {
          serviceAwaited = true;
        }
      }

      @Override
      public void onClose(Status status, Metadata trailers) {
        if (!caller.isCancelled()) {
          caller.close(status, trailers);
        }
      }

      @Override
      public void onReady() {
        if (callerAwaited) {
          callerAwaited = false;
          caller.request(1);
        }
      }
    }
  }

  /** Messages as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
