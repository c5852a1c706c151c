/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Order;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.RowVersion;
import io.changefeed.readmodel.row.RowVersions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowVersionsJsonTest {
    private static final Instant TIME = Instant.parse("2026-11-21T09:30:00.123456789Z");
    private static final RowVersions VERSIONS = new RowVersions(Map.of(
            new ItemId("a"),
            new RowVersion.Live(
                    Order.of(1, "7"), TIME, Map.of("n", new ItemValue.N("1.50"), "s", new ItemValue.S("\u0000\""))),
            new ItemId("b"),
            new RowVersion.Tombstone(Order.of(2, "8"), TIME, TIME.plusSeconds(60))));

    @Test
    void parsesFormattedVersions() {
        RowVersionsJson json = new RowVersionsJson(true);

        assertThat(json.parse(json.format(VERSIONS))).isEqualTo(VERSIONS);
    }

    @Test
    void omitsColumnsOfUnsharedRow() {
        RowVersionsJson json = new RowVersionsJson(false);

        assertThat(json.format(VERSIONS)).doesNotContain("1.50");
        assertThat(json.parse(json.format(VERSIONS)).shownItem()).contains(new ItemId("a"));
        assertThat(json.parse(json.format(VERSIONS)).byItem().get(new ItemId("b")))
                .isEqualTo(VERSIONS.byItem().get(new ItemId("b")));
    }

    @Test
    void emptyTextHasNoVersions() {
        assertThat(new RowVersionsJson(true).parse("")).isEqualTo(RowVersions.none());
    }

    @Test
    void rejectsInvalidVersion() {
        assertThatThrownBy(() -> new RowVersionsJson(true).parse("{\"a\":{\"M\":{\"time\":{\"S\":\"x\"}}}}"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a stored row version has no 'order'");
    }
}
