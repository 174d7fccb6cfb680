package com.tickiti.attachments.server.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The list of guards keeps up with the code, also in builds that take none of them out. */
class GuardTest {

  @Test
  void sourceWithout_everyGuard_differsFromItsSource() {
    assertThat(Guard.all()).hasSizeGreaterThan(60);
    for (Guard guard : Guard.all()) {
      assertThat(guard.sourceWithout())
          .as(guard.name())
          .contains(guard.replacement())
          .isNotEqualTo(guard.source().text());
      assertThat(guard.tests()).as(guard.name()).isNotEmpty();
    }
  }

  @Test
  void list_everyMarkInTheSources_isListedOnce() {
    assertThat(Guard.all())
        .extracting(Guard::name)
        .containsExactlyInAnyOrderElementsOf(MarkedSource.all().keySet());
  }
}
