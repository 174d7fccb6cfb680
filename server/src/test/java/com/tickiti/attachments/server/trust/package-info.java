/**
 * What this service claims to survive, each claim as a scenario that injects the fault for real or
 * as a figure with its count and seed. Short in every build, long with {@code mvn verify -Ptrust};
 * may depend on everything.
 *
 * <p>The fault matrix, and where each row is:
 *
 * <ul>
 *   <li>database down at start, dying mid-call, slow, pool exhausted, killed, half-open: {@link
 *       DatabaseFaultsIT}
 *   <li>half-open server behind the edge: {@link EdgeFaultsIT}
 *   <li>blob missing, truncated, bit-flipped, unreadable: {@link BlobFaultsIT}
 *   <li>disk full or fsync failing on ingest: {@link IngestFaultsIT}
 *   <li>any single side effect failing, once or for good: {@link NthCallFaultsIT}
 *   <li>kill -9 at any point of an ingest: {@link KillLoopIT}
 *   <li>kill -9 of server, PostgreSQL or edge under mixed load: {@link RandomKillsIT}
 *   <li>two ingests of one blob at once: {@link TwoIngestsIT}, and over the wire {@code UploadIT}
 *   <li>server behind the edge down or restarting: {@link EdgeFaultsIT}; the SDK's retries: {@code
 *       SdkProcessIT}, their jitter: {@code RetryPolicyTest}
 *   <li>client disconnects; SIGTERM at half a body; a fault during recovery from a fault: {@link
 *       EdgeFaultsIT}
 * </ul>
 */
@NullMarked
package com.tickiti.attachments.server.trust;

import org.jspecify.annotations.NullMarked;
