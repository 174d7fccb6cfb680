/**
 * Who calls, as one value that is handed on, and the gate that every call passes: limits, facts
 * from the database, and the policy of authorisation. Depends on the model, the limits and the
 * audit's words; knows neither gRPC nor SQL, and nothing of what is done once a call has passed.
 */
@NullMarked
package com.tickiti.attachments.server.access;

import org.jspecify.annotations.NullMarked;
