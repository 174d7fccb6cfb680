/**
 * The client for Java callers of the attachment service: {@link
 * com.tickiti.attachments.client.AttachmentClient}, its parameters and its results. This package is
 * the public API and stays compatible; the packages below it may change at any time.
 */
@NullMarked
package com.tickiti.attachments.client;

import org.jspecify.annotations.NullMarked;
