/**
 * JSON in and out: strict reading of a request, the envelope's text, and base64 across chunks.
 * Knows no HTTP.
 */
@NullMarked
package com.tickiti.attachments.edge.json;

import org.jspecify.annotations.NullMarked;
