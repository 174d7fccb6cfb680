/** Header names and limits of the contract, spelled once for all modules. */
@NullMarked
package com.tickiti.attachments.wire;

import org.jspecify.annotations.NullMarked;
