/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.lineage.Position.After;
import io.changefeed.source.lineage.Position.Latest;
import io.changefeed.source.lineage.Position.Since;
import io.changefeed.source.lineage.Position.TrimHorizon;
import io.changefeed.testing.RandomInputs;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void positionIsRestoredFromItsText() {
        RandomInputs.check(1000, in -> {
            Position position = RandomLineages.position(in);

            assertThat(Position.parse(position.text())).isEqualTo(position);
        });
    }

    @Test
    void textsMatchTheStoredForm() {
        assertThat(new TrimHorizon().text()).isEqualTo("TRIM_HORIZON");
        assertThat(new Latest().text()).isEqualTo("LATEST");
        assertThat(new Since(NOON).text()).isEqualTo("SINCE 2026-01-31T12:00:00Z");
        assertThat(new After("49000000000000000000001").text()).isEqualTo("49000000000000000000001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "trim_horizon",
                "LATEST ",
                "-1",
                "1.5",
                "4 9",
                "12345678901234567890123456789012345678901234567890123456789012345",
                "SINCE",
                "SINCE ",
                "SINCE yesterday",
                "SINCE 2026-01-31",
                "SINCE 2026-02-30T12:00:00Z"
            })
    void invalidTextIsRejectedWithTheSyntax(String text) {
        assertThatThrownBy(() -> Position.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a position; expected a sequence number (reading continues after it),"
                        + " TRIM_HORIZON, LATEST, END (nothing is left to read), or SINCE and a time in UTC such"
                        + " as SINCE 2026-01-31T12:00:00Z");
    }

    @Test
    void sinceIncludesRecordsFromOneMinuteBeforeItsTime() {
        Since since = new Since(NOON);

        assertThat(since.excludes(NOON.minusSeconds(60).minusNanos(1))).isTrue();
        assertThat(since.excludes(NOON.minusSeconds(60))).isFalse();
        assertThat(since.excludes(NOON)).isFalse();
    }

    @Test
    void onlyChildrenOfSinceDoNotStartAtTrimHorizon() {
        RandomInputs.check(1000, in -> {
            Position position = RandomLineages.position(in);

            assertThat(position.childPosition()).isEqualTo(position instanceof Since ? position : new TrimHorizon());
        });
    }
}
