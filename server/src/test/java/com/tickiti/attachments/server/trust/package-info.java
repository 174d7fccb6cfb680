/**
 * What this service claims to survive, each claim as a scenario that injects the fault for real or
 * as a figure with its count and seed. Short in every build, long with {@code mvn verify -Ptrust};
 * may depend on everything.
 */
@NullMarked
package com.tickiti.attachments.server.trust;

import org.jspecify.annotations.NullMarked;
