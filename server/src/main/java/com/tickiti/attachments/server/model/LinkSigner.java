package com.tickiti.attachments.server.model;

/** Signs links. Implementations are thread-safe. */
@FunctionalInterface
public interface LinkSigner {

  /**
   * The signature of claims.
   *
   * @param secretSha256 of the token that they name, 32 bytes: a link dies with its token's secret
   */
  byte[] sign(LinkClaims claims, byte[] secretSha256);
}
