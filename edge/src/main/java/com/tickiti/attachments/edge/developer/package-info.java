/** The developer page: files for a browser, and how they are served. They call the public API. */
@NullMarked
package com.tickiti.attachments.edge.developer;

import org.jspecify.annotations.NullMarked;
