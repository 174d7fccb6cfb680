/**
 * What a file is by its bytes: detection of the media type and its canonical extension. The only
 * package that knows Tika; depends on nothing else here.
 */
@NullMarked
package com.tickiti.attachments.server.filetype;

import org.jspecify.annotations.NullMarked;
