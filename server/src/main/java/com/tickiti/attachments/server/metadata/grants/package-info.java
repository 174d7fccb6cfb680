/**
 * Which privileges each job of a database role takes: as SQL that grants them, and compared with
 * what a role has. Depends on the database.
 */
@NullMarked
package com.tickiti.attachments.server.metadata.grants;

import org.jspecify.annotations.NullMarked;
