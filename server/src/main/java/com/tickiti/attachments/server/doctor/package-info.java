/**
 * Checks of everything that a server needs, before and beside it. They change nothing. Depends on
 * what is checked: settings, database, blob store, process.
 */
@NullMarked
package com.tickiti.attachments.server.doctor;

import org.jspecify.annotations.NullMarked;
