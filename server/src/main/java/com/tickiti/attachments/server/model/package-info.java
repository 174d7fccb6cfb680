/**
 * Values that every other package speaks in: ids, digest, range, attachment. Depends on nothing.
 */
@NullMarked
package com.tickiti.attachments.server.model;

import org.jspecify.annotations.NullMarked;
