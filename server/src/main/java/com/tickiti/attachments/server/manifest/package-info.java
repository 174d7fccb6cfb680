/**
 * Import of a helpdesk's records from a manifest, one JSON object a line. Depends on ingest and on
 * the import of metadata.
 */
@NullMarked
package com.tickiti.attachments.server.manifest;

import org.jspecify.annotations.NullMarked;
