/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {
    private static final String ZEROS = "000000000000000000000000000000000000000000000000000000000000000";
    private static final String NINES = "9".repeat(63);

    @Test
    void generationAndSequenceNumberArePaddedWithZeros() {
        assertThat(Order.of(7, "00012").text()).isEqualTo("0000000000007-" + ZEROS.substring(2) + "121");
        assertThat(Order.of(9_999_999_999_999L, "000" + NINES).text()).isEqualTo("9999999999999-" + NINES + "1");
        assertThat(Order.of(0, "000").text()).isEqualTo("0000000000000-" + ZEROS + "1");
    }

    @Test
    void derivedRemoveIsOlderThanItsEventAndNewerThanAnyEarlierOne() {
        Order removed = Order.of(7, "13").ofDerivedRemove();

        assertThat(removed).isLessThan(Order.of(7, "13")).isGreaterThan(Order.of(7, "12"));
        assertThat(removed.ofDerivedRemove()).isEqualTo(removed);
        assertThat(Order.ofSnapshot(8).ofDerivedRemove())
                .isLessThan(Order.ofSnapshot(8))
                .isGreaterThan(Order.of(7, NINES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1 ", "-1", "1a", "00x", "٣", "1" + ZEROS})
    void invalidSequenceNumbersAreRejected(String text) {
        assertThatThrownBy(() -> Order.of(1, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a sequence number: '" + text + "'; expected at most 63 decimal digits");
    }

    @Test
    void malformedOrdersAreRejected() {
        String order = Order.of(1, "2").text();

        assertThat(new Order(order).text()).isEqualTo(order);
        assertRejected("");
        assertRejected(order + "0");
        assertRejected(order.replace('-', '0'));
        assertRejected("x" + order.substring(1));
        assertRejected(order.substring(0, 12) + "x" + order.substring(13));
        assertRejected(order.substring(0, 14) + "x" + order.substring(15));
        assertRejected(order.substring(0, 77) + "x");
    }

    private static void assertRejected(String text) {
        assertThatThrownBy(() -> new Order(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not an order: '" + text + "'");
    }

    @Test
    void snapshotReadsHaveNoSequenceNumber() {
        assertThat(Order.ofSnapshot(8).isOfSnapshot()).isTrue();
        assertThat(Order.ofSnapshot(8).ofDerivedRemove().isOfSnapshot()).isTrue();
        assertThat(Order.of(8, "1").isOfSnapshot()).isFalse();
    }
}
