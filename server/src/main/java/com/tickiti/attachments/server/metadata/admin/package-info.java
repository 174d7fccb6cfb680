/**
 * What administrators' commands read and write: tokens, rules, and the records of blobs. Depends on
 * the database and the model.
 */
@NullMarked
package com.tickiti.attachments.server.metadata.admin;

import org.jspecify.annotations.NullMarked;
