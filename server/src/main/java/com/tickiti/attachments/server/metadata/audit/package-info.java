/**
 * The audit log as a table. Depends on the database and on the audit package, whose log it
 * implements.
 */
@NullMarked
package com.tickiti.attachments.server.metadata.audit;

import org.jspecify.annotations.NullMarked;
