/**
 * The client for Java callers of the attachment service: {@link
 * com.tickiti.attachments.client.AttachmentClient} and the values it takes and gives. Everything
 * public is here, and changes only on purpose; what is in {@code internal} may change at any time.
 */
@NullMarked
package com.tickiti.attachments.client;

import org.jspecify.annotations.NullMarked;
