package com.tickiti.attachments.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer 14|s3cret",
        "bearer 14|s3cret",
        "BEARER   14|s3cret ",
        " Bearer 14|s3cret"
      })
  void parse_wellFormed_matchesItsSecretOnly(String header) {
    BearerToken token = BearerToken.parse(header).orElseThrow();

    assertThat(token.id()).isEqualTo(14);
    assertThat(token.matches(BearerToken.secretSha256("s3cret"))).isTrue();
    assertThat(token.matches(BearerToken.secretSha256("s3cret "))).isFalse();
    assertThat(token.matches("0".repeat(64))).isFalse();
    assertThat(token.matches(null)).isFalse();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "14|s3cret",
        "Basic 14|s3cret",
        "Bearer14|s3cret",
        "Bearer 14",
        "Bearer 14|",
        "Bearer |s3cret",
        "Bearer x|s3cret",
        "Bearer -1|s3cret",
        "Bearer 9999999999999999999|s3cret",
        "Bearer 14|s3 cret",
        "Bearer 14|s3cr\u00e9t",
        "Bearer 14|s3cret, Bearer 15|other",
      })
  void parse_malformed_isEmpty(String header) {
    assertThat(BearerToken.parse(header)).isEmpty();
  }

  @Test
  void toString_tellsNoSecret() {
    assertThat(BearerToken.parse("Bearer 14|s3cret").orElseThrow().toString())
        .isEqualTo("token 14");
  }
}
