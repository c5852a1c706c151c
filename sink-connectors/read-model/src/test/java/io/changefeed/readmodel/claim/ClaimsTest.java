/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ItemValue.S;
import io.changefeed.readmodel.Changes;
import io.changefeed.readmodel.row.Owner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ClaimsTest {
    private static final Owner A = new Owner("a");
    private static final Owner B = new Owner("b");
    private static final Instant NOW = Changes.TIME;

    private static Claim live(int second, long order) {
        return new Claim.Live(Changes.order(order), NOW.plusSeconds(second), Map.of("order", new S("o" + order)));
    }

    private static Claim gone(int second, long order, Instant expires) {
        return new Claim.Gone(Changes.order(order), NOW.plusSeconds(second), expires);
    }

    private static Claims claims(Owner owner, Claim claim) {
        return Claims.none().with(owner, claim, NOW).orElseThrow();
    }

    @Test
    void aRowThatNobodyWroteShowsNothing() {
        assertThat(Claims.none().shown()).isEmpty();
        assertThat(Claims.none().winner()).isEmpty();
    }

    @Test
    void anItemsNewerClaimTakesThePlaceOfItsOlderOne() {
        Claims claims = claims(A, live(0, 1)).with(A, live(0, 2), NOW).orElseThrow();

        assertThat(claims.byOwner()).hasSize(1);
        assertThat(claims.shown()).contains((Claim.Live) live(0, 2));
    }

    @Test
    void anOlderOrEqualClaimOfTheSameItemIsStaleWhateverItsTime() {
        Claims claims = claims(A, live(0, 2));

        assertThat(claims.with(A, live(9, 1), NOW)).isEmpty();
        assertThat(claims.with(A, live(9, 2), NOW)).isEmpty();
        assertThat(claims.with(A, gone(9, 2, NOW), NOW)).isEmpty();
    }

    @Test
    void ofTwoItemsTheOneThatChangedLaterIsShownWhateverTheirOrders() {
        Claims claims = claims(A, live(1, 9)).with(B, live(2, 1), NOW).orElseThrow();

        assertThat(claims.winner()).contains(B);
        assertThat(claims.with(A, live(3, 10), NOW).orElseThrow().winner()).contains(A);
    }

    @Test
    void atOneTimeTheGreaterOrderAndThenTheOwnerDecides() {
        assertThat(claims(A, live(1, 9)).with(B, live(1, 1), NOW).orElseThrow().winner())
                .contains(A);
        assertThat(claims(A, live(1, 1)).with(B, live(1, 1), NOW).orElseThrow().winner())
                .contains(B);
    }

    @Test
    void anItemThatIsGoneLeavesTheRowToTheOther() {
        Claims both = claims(A, live(1, 1)).with(B, live(2, 2), NOW).orElseThrow();

        Claims left = both.with(B, gone(3, 3, NOW.plusSeconds(60)), NOW).orElseThrow();

        assertThat(left.winner()).contains(A);
        assertThat(left.expires()).isEmpty();
        assertThat(both.with(A, gone(3, 3, NOW.plusSeconds(60)), NOW)
                        .orElseThrow()
                        .winner())
                .as("one item's delete does not take the other's row")
                .contains(B);
    }

    @Test
    void whenAllAreGoneTheLastExpiryCounts() {
        Claims claims = claims(A, gone(1, 1, NOW.plusSeconds(60)))
                .with(B, gone(2, 2, NOW.plusSeconds(30)), NOW)
                .orElseThrow();

        assertThat(claims.shown()).isEmpty();
        assertThat(claims.expires()).contains(NOW.plusSeconds(60));
    }

    @Test
    void whatIsExpiredIsForgottenWithTheNextChange() {
        Claims claims = claims(A, gone(1, 1, NOW.plusSeconds(60)));

        assertThat(claims.with(B, live(2, 2), NOW.plusSeconds(60)).orElseThrow().byOwner())
                .containsOnlyKeys(A, B);
        assertThat(claims.with(B, live(2, 2), NOW.plusSeconds(61)).orElseThrow().byOwner())
                .containsOnlyKeys(B);
    }

    @RepeatedTest(50)
    void inWhateverOrderClaimsComeTheSameAreLeft() {
        Random random = new Random();
        List<Map.Entry<Owner, Claim>> said = new ArrayList<>();
        for (int i = 1; i < 9; i++) {
            Owner owner = new Owner("o" + random.nextInt(3));
            Claim claim = random.nextBoolean() ? live(random.nextInt(3), i) : gone(random.nextInt(3), i, Instant.MAX);
            said.add(Map.entry(owner, claim));
        }
        Claims inOrder = all(said);
        said.addAll(said.subList(0, 3));
        Collections.shuffle(said, random);

        assertThat(all(said)).isEqualTo(inOrder);
        assertThat(all(said).winner()).isEqualTo(inOrder.winner());
    }

    private static Claims all(List<Map.Entry<Owner, Claim>> said) {
        Claims claims = Claims.none();
        for (Map.Entry<Owner, Claim> entry : said) {
            claims = claims.with(entry.getKey(), entry.getValue(), NOW).orElse(claims);
        }
        return claims;
    }
}
