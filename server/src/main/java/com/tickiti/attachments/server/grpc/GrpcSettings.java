package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.edge.EdgeConfig;
import com.tickiti.attachments.edge.TlsFiles;
import com.tickiti.attachments.edge.settings.Bounds;
import com.tickiti.attachments.edge.settings.Section;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings of the gRPC listener; its address and certificate are those of the JSON API. */
public record GrpcSettings(
    @Option(
            names = "--grpc-port",
            paramLabel = "PORT",
            defaultValue = "9090",
            description = "Port of the gRPC API, 0 for any free one (default: ${DEFAULT-VALUE}).")
        @Bounds(min = 0, max = 65_535)
        int port,
    @Option(
            names = "--reflection",
            paramLabel = "auto|on|off",
            defaultValue = "auto",
            description =
                "Whether the gRPC API describes itself to anyone who asks;"
                    + " auto is on where only this machine can ask (default: ${DEFAULT-VALUE}).")
        Reflection reflection,
    @Option(
            names = "--channelz",
            description =
                "Let whoever reaches the gRPC port see its connections and their addresses, for"
                    + " the administrator's debugging.")
        boolean channelz,
    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description =
                "PEM certificates of who must vouch for gRPC clients; without it clients"
                    + " need no certificate. Needs --tls-cert.")
        @Nullable Path clientAuthorities,
    @Section("Limits of a gRPC connection") GrpcConfig.Limits limits) {

  public GrpcSettings {
    if (clientAuthorities != null) {
      TlsFiles.authorities("--tls-client-ca", clientAuthorities);
    }
  }

  /** The listener beside a JSON listener at the same address and with the same certificate. */
  public GrpcConfig beside(EdgeConfig http) {
    InetAddress address = http.bindAddress();
    return new GrpcConfig(
        new InetSocketAddress(address, port),
        reflection.isOn(address),
        channelz,
        tls(http),
        limits);
  }

  private GrpcConfig.@Nullable Tls tls(EdgeConfig http) {
    EdgeConfig.Tls identity = http.tls();
    if (identity == null) {
      if (clientAuthorities != null) {
        throw new IllegalArgumentException("--tls-client-ca needs --tls-cert");
      }
      return null;
    }
    return new GrpcConfig.Tls(
        identity.certificateChain(), identity.privateKey(), clientAuthorities);
  }

  /** When the gRPC API describes itself. */
  public enum Reflection {
    AUTO,
    ON,
    OFF;

    private boolean isOn(InetAddress address) {
      return this == ON || (this == AUTO && address.isLoopbackAddress());
    }
  }
}
