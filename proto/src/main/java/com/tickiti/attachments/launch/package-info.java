/**
 * What the programs' main methods do before anything else. For the programs of this project only;
 * depends on the JDK alone.
 */
@NullMarked
package com.tickiti.attachments.launch;

import org.jspecify.annotations.NullMarked;
