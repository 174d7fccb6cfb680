/**
 * The import of a helpdesk's rows, in one transaction: one small class per upsert. Depends on the
 * database and the model.
 */
@NullMarked
package com.tickiti.attachments.server.metadata.helpdesk;

import org.jspecify.annotations.NullMarked;
