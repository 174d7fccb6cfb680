/**
 * What may be read of tickets, their responses and tokens. Depends on access and the model; knows
 * neither gRPC nor SQL.
 */
@NullMarked
package com.tickiti.attachments.server.ticket;

import org.jspecify.annotations.NullMarked;
