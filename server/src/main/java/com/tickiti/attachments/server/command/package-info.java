/** One class per command of the command line. Depends on the root package's configuration. */
@NullMarked
package com.tickiti.attachments.server.command;

import org.jspecify.annotations.NullMarked;
