/** What an operator can set, and how a wrong value is reported. */
@NullMarked
package com.tickiti.attachments.server.settings;

import org.jspecify.annotations.NullMarked;
