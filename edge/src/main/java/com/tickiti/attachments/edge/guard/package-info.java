/**
 * What the HTTP library leaves open on connections: framing, slow request heads, pipelining, the
 * end of a connection, and the write timeout, one class each. Depends on no other package of the
 * edge.
 */
@NullMarked
package com.tickiti.attachments.edge.guard;

import org.jspecify.annotations.NullMarked;
