/** Whether the next request works, asked of each component. Depends on no component. */
@NullMarked
package com.tickiti.attachments.server.health;

import org.jspecify.annotations.NullMarked;
