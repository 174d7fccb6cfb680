/**
 * Content-addressed storage of bytes: a small interface, and the decorators that verify and cache
 * what any store holds. Each kind of store is a package of its own below this one. Depends on the
 * model only.
 */
@NullMarked
package com.tickiti.attachments.server.blob;

import org.jspecify.annotations.NullMarked;
