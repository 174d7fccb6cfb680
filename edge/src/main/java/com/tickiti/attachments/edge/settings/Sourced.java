package com.tickiti.attachments.edge.settings;

/**
 * The text of a setting that the command line does not give.
 *
 * @param value the text
 * @param origin where it comes from: an environment variable, or {@code FILE:line}
 */
record Sourced(String value, String origin) {}
