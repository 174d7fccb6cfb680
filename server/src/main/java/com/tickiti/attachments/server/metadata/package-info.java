/**
 * Everything that is kept in PostgreSQL: one small class per query, the migrations, and the
 * connections. The only package that knows jOOQ; depends on the model and on the facts of download.
 */
@NullMarked
package com.tickiti.attachments.server.metadata;

import org.jspecify.annotations.NullMarked;
