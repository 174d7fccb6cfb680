/**
 * What every HTTP exchange needs: request id, client address, response headers, error responses,
 * health, and the calls to the service behind.
 */
@NullMarked
package com.tickiti.attachments.edge.http;

import org.jspecify.annotations.NullMarked;
