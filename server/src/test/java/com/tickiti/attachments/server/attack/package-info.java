/** Hostile clients: seeded mutations, hostile HTTP/1.1, HTTP/2 and gRPC, slow and raw sockets. */
@NullMarked
package com.tickiti.attachments.server.attack;

import org.jspecify.annotations.NullMarked;
