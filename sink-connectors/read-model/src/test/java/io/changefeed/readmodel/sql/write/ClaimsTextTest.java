/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Order;
import io.changefeed.readmodel.claim.Claim;
import io.changefeed.readmodel.claim.Claims;
import io.changefeed.readmodel.row.Owner;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimsTextTest {
    private static final Instant TIME = Instant.parse("2026-11-21T09:30:00.123456789Z");
    private static final Claims CLAIMS = new Claims(Map.of(
            new Owner("a"),
            new Claim.Live(
                    Order.of(1, "7"), TIME, Map.of("n", new ItemValue.N("1.50"), "s", new ItemValue.S("\u0000\""))),
            new Owner("b"),
            new Claim.Gone(Order.of(2, "8"), TIME, TIME.plusSeconds(60))));

    @Test
    void whatIsWrittenIsReadAgain() {
        ClaimsText text = new ClaimsText(true);

        assertThat(text.read(text.write(CLAIMS))).isEqualTo(CLAIMS);
    }

    @Test
    void aSoleOwnersRowIsNotWrittenTwice() {
        ClaimsText text = new ClaimsText(false);

        assertThat(text.write(CLAIMS)).doesNotContain("1.50");
        assertThat(text.read(text.write(CLAIMS)).winner()).contains(new Owner("a"));
        assertThat(text.read(text.write(CLAIMS)).byOwner().get(new Owner("b")))
                .isEqualTo(CLAIMS.byOwner().get(new Owner("b")));
    }

    @Test
    void aNewRowHasNoClaims() {
        assertThat(new ClaimsText(true).read("")).isEqualTo(Claims.none());
    }

    @Test
    void whatSomebodyElseWroteIsNotTaken() {
        assertThatThrownBy(() -> new ClaimsText(true).read("{\"a\":{\"M\":{\"time\":{\"S\":\"x\"}}}}"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a claim has no order");
    }
}
