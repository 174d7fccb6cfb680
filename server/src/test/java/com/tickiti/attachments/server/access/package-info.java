@NullMarked
package com.tickiti.attachments.server.access;

import org.jspecify.annotations.NullMarked;
