/**
 * What keeps stored blobs and their records in step: verification, garbage collection, copies,
 * backup and restore. Depends on the packages of data, blobs and administration.
 */
@NullMarked
package com.tickiti.attachments.server.maintenance;

import org.jspecify.annotations.NullMarked;
