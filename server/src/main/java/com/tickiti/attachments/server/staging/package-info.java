/** Temporary files of contents on their way into a blob store. Depends on nothing. */
@NullMarked
package com.tickiti.attachments.server.staging;

import org.jspecify.annotations.NullMarked;
