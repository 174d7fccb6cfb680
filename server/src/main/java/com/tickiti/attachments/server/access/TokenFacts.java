package com.tickiti.attachments.server.access;

import java.util.Set;

/**
 * What is recorded of the token that a caller presented, and of its owner.
 *
 * @param id the token's id
 * @param secretMatches whether the secret presented is the one recorded
 * @param live whether it is neither expired nor revoked, by the database's clock
 * @param abilities what it may be used for, such as {@code tickets:read}
 * @param userId its owner
 * @param staff whether the owner is a staff account
 */
public record TokenFacts(
    long id,
    boolean secretMatches,
    boolean live,
    Set<String> abilities,
    long userId,
    boolean staff) {

  public TokenFacts {
    abilities = Set.copyOf(abilities);
  }

  /** Whether its bearer is who they say. */
  public boolean authenticates() {
    // guard: the token is neither expired nor revoked, in the decision
    // guard: the token's secret is compared, in the decision
    return secretMatches && live;
  }
}
