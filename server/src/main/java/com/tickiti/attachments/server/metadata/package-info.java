/**
 * What calls read and write in PostgreSQL: one small class per query. Depends on the database and
 * on the facts of calls.
 */
@NullMarked
package com.tickiti.attachments.server.metadata;

import org.jspecify.annotations.NullMarked;
