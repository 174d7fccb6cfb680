/**
 * Who got which bytes, when, and by what rule: records that are only ever added, and the log in
 * files. Depends on the model alone; the log in a table is in {@code metadata}.
 */
@NullMarked
package com.tickiti.attachments.server.audit;

import org.jspecify.annotations.NullMarked;
