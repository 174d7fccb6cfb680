package com.tickiti.attachments.edge;

import com.google.common.collect.Sets;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.endpoint.EndpointGroup;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import com.linecorp.armeria.client.endpoint.dns.DnsAddressEndpointGroup;
import com.linecorp.armeria.client.endpoint.healthcheck.AbstractHealthCheckedEndpointGroupBuilder;
import com.linecorp.armeria.client.endpoint.healthcheck.HealthCheckedEndpointGroup;
import com.linecorp.armeria.client.endpoint.healthcheck.HealthCheckerContext;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.util.AsyncCloseable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers behind an edge: every address that their names have in DNS, now and later, of which
 * those are taken that say at {@code grpc.health.v1} that they serve. While none does, all are
 * taken, so that nothing waits for a check when the first of them is back, and each says itself why
 * it cannot answer. Thread-safe.
 */
final class UpstreamServers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(UpstreamServers.class);

  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  private final HealthCheckedEndpointGroup healthy;
  private final EndpointGroup all;
  private final EndpointGroup taken;

  /** Those that have been healthy, and those that are. */
  private final Set<Endpoint> known = new HashSet<>();

  private Set<Endpoint> healthyBefore = Set.of();

  /**
   * Resolves and checks from now on.
   *
   * @param servers at least one
   * @param factory with whose connections they are checked; it stays the caller's
   */
  UpstreamServers(List<Endpoint> servers, ClientFactory factory, SessionProtocol protocol) {
    all =
        EndpointGroup.of(
            EndpointSelectionStrategy.roundRobin(),
            servers.stream().map(UpstreamServers::resolved).toList());
    healthy =
        new CheckedGroupBuilder(all)
            .clientFactory(factory)
            .protocol(protocol)
            .retryInterval(CHECK_INTERVAL)
            .build();
    healthy.addListener(this::report);
    taken = healthy.orElse(all);
  }

  /** A name that only the hosts file has is left to the connection's own resolver. */
  private static EndpointGroup resolved(Endpoint server) {
    return server.hasIpAddr() || server.host().equals("localhost")
        ? server
        : DnsAddressEndpointGroup.builder(server.host()).port(server.port()).build().orElse(server);
  }

  /** From which each request takes the next; closed with this. */
  EndpointGroup group() {
    return taken;
  }

  /** How many there are to choose from. */
  int count() {
    return taken.endpoints().size();
  }

  /** Whether more than one is healthy, so that one can be done without. */
  boolean hasSpare() {
    return healthy.endpoints().size() > 1;
  }

  @Override
  public void close() {
    healthy.close();
    all.close();
  }

  /** One line for each server that goes, and for each that comes back. */
  private synchronized void report(List<Endpoint> endpoints) {
    Set<Endpoint> now = Set.copyOf(endpoints);
    for (Endpoint gone : Sets.difference(healthyBefore, now)) {
      log.warn("server {} is taken out: it does not serve, or has left DNS", gone);
    }
    for (Endpoint back : Sets.difference(now, healthyBefore)) {
      if (!known.add(back)) {
        log.warn("server {} is back", back);
      }
    }
    healthyBefore = now;
  }

  private static final class CheckedGroupBuilder
      extends AbstractHealthCheckedEndpointGroupBuilder<CheckedGroupBuilder> {

    CheckedGroupBuilder(EndpointGroup delegate) {
      super(delegate);
    }

    @Override
    protected Function<? super HealthCheckerContext, ? extends AsyncCloseable> newCheckerFactory() {
      return HealthChecker::new;
    }
  }
}
