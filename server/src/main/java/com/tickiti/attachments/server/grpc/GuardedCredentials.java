package com.tickiti.attachments.server.grpc;

import io.grpc.ServerCredentials;
import io.grpc.internal.ObjectPool;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import java.util.concurrent.Executor;

/**
 * Credentials of a server whose connections each have a {@link ConnectionGuard}. grpc-java offers
 * no other place before its HTTP/2 handler; the classes named Internal are its own way in for
 * extensions, and {@code StreamErrorsIT} fails should it close.
 */
final class GuardedCredentials {

  private GuardedCredentials() {}

  static ServerCredentials of(ServerCredentials credentials) {
    InternalProtocolNegotiator.ServerFactory factory =
        InternalNettyServerCredentials.toNegotiator(credentials);
    return InternalNettyServerCredentials.create(new GuardedFactory(factory));
  }

  private record GuardedFactory(InternalProtocolNegotiator.ServerFactory factory)
      implements InternalProtocolNegotiator.ServerFactory {

    @Override
    public InternalProtocolNegotiator.ProtocolNegotiator newNegotiator(
        ObjectPool<? extends Executor> offloadExecutors) {
      return new GuardedNegotiator(factory.newNegotiator(offloadExecutors));
    }
  }

  private record GuardedNegotiator(InternalProtocolNegotiator.ProtocolNegotiator negotiator)
      implements InternalProtocolNegotiator.ProtocolNegotiator {

    @Override
    public AsciiString scheme() {
      return negotiator.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
      return new Installation(negotiator.newHandler(grpc), grpc);
    }

    @Override
    public void close() {
      negotiator.close();
    }
  }

  /** Gives its place to the negotiation, and the guard the one between TLS and that. */
  private static final class Installation extends ChannelInboundHandlerAdapter {
    private final ChannelHandler negotiation;
    private final GrpcHttp2ConnectionHandler grpc;

    Installation(ChannelHandler negotiation, GrpcHttp2ConnectionHandler grpc) {
      this.negotiation = negotiation;
      this.grpc = grpc;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      ChannelPipeline pipeline = ctx.pipeline();
      pipeline.addAfter(ctx.name(), null, negotiation); // puts TLS before itself
      pipeline.addBefore(
          pipeline.context(negotiation).name(), null, new ConnectionGuard(grpc.connection()));
      pipeline.remove(this);
    }
  }
}
