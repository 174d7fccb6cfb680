/**
 * What edge and server need alike to know whom they serve and how much they may take on. Depends on
 * nothing.
 */
@NullMarked
package com.tickiti.attachments.edge.limit;

import org.jspecify.annotations.NullMarked;
