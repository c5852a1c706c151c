/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.lineage.Position.After;
import io.changefeed.source.lineage.Position.Latest;
import io.changefeed.source.lineage.Position.Since;
import io.changefeed.source.lineage.Position.TrimHorizon;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Domain(Frontiers.class)
class PositionTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @Property
    void aTextIsReadAsThePositionThatWroteIt(@ForAll Position position) {
        assertThat(Position.parse(position.text())).isEqualTo(position);
    }

    @Test
    void theTextsAreTheOnesThatStandInStoredOffsets() {
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
    void nonsenseIsRefusedWithTheFormsThatAreAccepted(String nonsense) {
        assertThatThrownBy(() -> Position.parse(nonsense))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'" + nonsense + "' is not a position; expected a sequence number (reading continues after it),"
                                + " TRIM_HORIZON, LATEST, END (nothing is left to read), or SINCE and a time in UTC such"
                                + " as SINCE 2026-01-31T12:00:00Z");
    }

    @Test
    void aRecordIsWantedFromAMinuteBeforeTheMomentOn() {
        Since since = new Since(NOON);

        assertThat(since.excludes(NOON.minusSeconds(60).minusNanos(1))).isTrue();
        assertThat(since.excludes(NOON.minusSeconds(60))).isFalse();
        assertThat(since.excludes(NOON)).isFalse();
    }

    @Property
    void theChildrenOfSinceStaySinceAndAllOthersStartAtTheirBeginning(@ForAll Position position) {
        assertThat(position.childPosition()).isEqualTo(position instanceof Since ? position : new TrimHorizon());
    }
}
