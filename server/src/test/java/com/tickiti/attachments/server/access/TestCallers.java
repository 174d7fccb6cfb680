package com.tickiti.attachments.server.access;

import com.tickiti.attachments.edge.limit.AddressRanges;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.server.limit.LimitConfig;
import com.tickiti.attachments.server.limit.ServerLimits;
import com.tickiti.attachments.server.model.Credential;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Callers for tests of what stands behind the gate. */
public final class TestCallers {

  private static final ServerLimits NONE =
      ServerLimits.of(
          new LimitConfig(0, 1, 0, 0, 0),
          new MemoryBudget(MemoryBudget.defaultBytes()),
          AddressRanges.NONE,
          System::nanoTime);

  private TestCallers() {}

  /** On this machine, within no limits. */
  public static Caller unlimited(@Nullable Credential credential, String requestId) {
    return within(NONE.memory(), credential, requestId);
  }

  /** On this machine, within a memory budget. */
  public static Caller within(
      MemoryBudget memory, @Nullable Credential credential, String requestId) {
    ServerLimits limits =
        new ServerLimits(null, null, NONE.failures(), memory, NONE.trustedProxies());
    return new Caller(
        credential,
        requestId,
        InetAddress.getLoopbackAddress(),
        new CallLimits(limits, 0, 0),
        System.nanoTime(),
        () -> false,
        new CallSummary());
  }
}
