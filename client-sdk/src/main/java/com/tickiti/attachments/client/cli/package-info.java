/**
 * The command line {@code attachments-cli.jar} over the client; one class per command. Depends on
 * nothing of the client but its public package.
 */
@NullMarked
package com.tickiti.attachments.client.cli;

import org.jspecify.annotations.NullMarked;
