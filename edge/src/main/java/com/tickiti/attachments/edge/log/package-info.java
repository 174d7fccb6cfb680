/** What the programs log, and how: one configuration of Logback. Depends on settings alone. */
@NullMarked
package com.tickiti.attachments.edge.log;

import org.jspecify.annotations.NullMarked;
