/**
 * How a setting is declared and read: one annotated record component each, read from the command
 * line, the environment, a file or its default. Shared by the edge and the server; knows neither.
 */
@NullMarked
package com.tickiti.attachments.edge.settings;

import org.jspecify.annotations.NullMarked;
