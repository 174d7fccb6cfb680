package com.tickiti.attachments.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.data.StoreFacts.Relation;
import com.tickiti.attachments.server.model.StoreId;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreFactsTest {

  @ParameterizedTest(name = "recorded {0}, bound {1}, marker {2}, {4} of {3} found, empty {5}: {6}")
  @CsvSource({
    // Bound: the ids decide, whatever is stored.
    "A, true,  A, 0,  0,  false, SAME",
    "A, true,  B, 0,  0,  false, OTHER",
    "A, true,  -, 0,  0,  false, AWAY",
    // Both new.
    "-, false, -, 0,  0,  true,  UNBOUND",
    "A, false, -, 0,  0,  true,  UNBOUND",
    // Whoever bound them was killed between the marker and the record.
    "A, false, A, 0,  0,  true,  UNBOUND",
    "A, false, A, 20, 0,  true,  UNBOUND",
    // From before there were ids.
    "-, false, -, 20, 20, false, UNBOUND",
    "-, false, -, 20, 10, false, UNBOUND",
    "-, false, -, 1,  1,  false, UNBOUND",
    // The database was restored from before it was bound.
    "-, false, B, 20, 19, false, UNBOUND",
    "A, false, B, 20, 19, false, UNBOUND",
    // From before there were ids, and the store is not mounted.
    "-, false, -, 20, 0,  true,  AWAY",
    "-, false, -, 20, 9,  false, AWAY",
    // A new database with another one's store.
    "-, false, B, 0,  0,  false, OTHER",
    "-, false, B, 0,  0,  true,  OTHER",
    "A, false, B, 0,  0,  true,  OTHER",
    "-, false, -, 0,  0,  false, OTHER",
    // Two that have nothing in common.
    "-, false, B, 20, 9,  false, OTHER",
  })
  void relation_isWhatTheFactsSay(
      String recorded,
      boolean bound,
      String marker,
      int sampled,
      int found,
      boolean empty,
      Relation expected) {
    assertThat(new StoreFacts(id(recorded), bound, id(marker), sampled, found, empty).relation())
        .isEqualTo(expected);
  }

  private static Optional<StoreId> id(String name) {
    return name.equals("-")
        ? Optional.empty()
        : Optional.of(new StoreId(name.toLowerCase(Locale.ROOT).repeat(32)));
  }
}
