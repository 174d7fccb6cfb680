/**
 * The client for Java callers of the attachment service; everything public is here, the rest is in
 * {@code internal}.
 */
@NullMarked
package com.tickiti.attachments.client;

import org.jspecify.annotations.NullMarked;
