/** The stores of one data directory, open: the database and the blobs. */
@NullMarked
package com.tickiti.attachments.server.data;

import org.jspecify.annotations.NullMarked;
