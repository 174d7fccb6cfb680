/** The kit that injects faults for real: files, sockets, system calls, stored bytes. */
@NullMarked
package com.tickiti.attachments.server.fault;

import org.jspecify.annotations.NullMarked;
