package com.tickiti.attachments.server.model;

/**
 * What an administrator has decided on an extension.
 *
 * @param extension lower case, without the dot
 * @param outcome what becomes of such a file
 * @param note why, for other administrators
 */
public record FileTypeRule(String extension, FileTypeOutcome outcome, String note) {}
