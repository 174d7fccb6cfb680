/** HTTP in and out: the routes, the streaming response, and error responses from the catalogue. */
@NullMarked
package com.tickiti.attachments.edge.http;

import org.jspecify.annotations.NullMarked;
