/**
 * The rows of all tables as they are at one moment, out of the database and back into an empty one.
 * Depends on the package of the database and the locks of its parent.
 */
@NullMarked
package com.tickiti.attachments.server.metadata.snapshot;

import org.jspecify.annotations.NullMarked;
