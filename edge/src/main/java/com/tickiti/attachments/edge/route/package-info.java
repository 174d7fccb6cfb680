/**
 * Serves the endpoints of the table: one class for each kind of request and answer. The only
 * package that knows all others of the edge but its root.
 */
@NullMarked
package com.tickiti.attachments.edge.route;

import org.jspecify.annotations.NullMarked;
