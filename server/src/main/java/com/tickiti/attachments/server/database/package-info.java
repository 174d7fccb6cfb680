/**
 * The connection pool, its time limits and retries, migrations, and the classification of SQL
 * errors. Knows no single query but those of its own upkeep.
 */
@NullMarked
package com.tickiti.attachments.server.database;

import org.jspecify.annotations.NullMarked;
