/**
 * The implementation of the client: calls, retries, verified downloads, uploads. Depends on the
 * public values of the package above, the generated stubs and grpc-java's transport-neutral API. No
 * caller should depend on it.
 */
@NullMarked
package com.tickiti.attachments.client.internal;

import org.jspecify.annotations.NullMarked;
