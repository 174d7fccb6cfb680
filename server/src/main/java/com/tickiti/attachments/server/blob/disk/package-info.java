/** Blobs as files below a directory. Depends on the package of blobs and the model. */
@NullMarked
package com.tickiti.attachments.server.blob.disk;

import org.jspecify.annotations.NullMarked;
