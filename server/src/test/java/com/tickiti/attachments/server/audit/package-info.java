/** Tests of the audit log; may depend on what it depends on. */
@NullMarked
package com.tickiti.attachments.server.audit;

import org.jspecify.annotations.NullMarked;
