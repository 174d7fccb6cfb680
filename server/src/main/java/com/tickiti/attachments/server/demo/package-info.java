/**
 * The demo helpdesk: its records, files, tokens and calls, one for each documented outcome. Depends
 * on the manifest's import.
 */
@NullMarked
package com.tickiti.attachments.server.demo;

import org.jspecify.annotations.NullMarked;
