package com.tickiti.attachments.server.ticket;

import com.tickiti.attachments.server.model.ApiToken;

/**
 * A token and whom it acts as.
 *
 * @param token it
 * @param ownerEmail its owner's address; empty where there is no such user
 * @param ownerStaff whether the owner is a staff account
 */
public record TokenDescription(ApiToken token, String ownerEmail, boolean ownerStaff) {}
