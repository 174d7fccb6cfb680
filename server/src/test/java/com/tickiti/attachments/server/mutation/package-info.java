/** Takes guards out of the code, one at a time, and demands that a test notices. */
@NullMarked
package com.tickiti.attachments.server.mutation;

import org.jspecify.annotations.NullMarked;
