/**
 * Content-addressed storage of bytes: a small interface, its leaves, and decorators. Depends on the
 * model only.
 */
@NullMarked
package com.tickiti.attachments.server.blob;

import org.jspecify.annotations.NullMarked;
