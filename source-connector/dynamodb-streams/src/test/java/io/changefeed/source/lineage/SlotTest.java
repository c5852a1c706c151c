/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.testing.RandomInputs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotTest {
    private static final String STREAM = "arn:aws:dynamodb:us-east-1:0:table/orders/stream/2026-01-31T12:00:00.000";

    @Test
    void slotIsRestoredFromItsName() {
        RandomInputs.check(1000, in -> {
            Slot slot = RandomLineages.slot(in);

            assertThat(Slot.parse(slot.name())).isEqualTo(slot);
        });
    }

    @Test
    void nameIsTheStreamArnAndANumber() {
        assertThat(new Slot(STREAM, 7).name()).isEqualTo(STREAM + "/7");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 64, Integer.MAX_VALUE})
    void rejectsNumbersOutside0To63(int number) {
        assertThatThrownBy(() -> new Slot(STREAM, number))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slot " + number + " does not exist; slots are 0 to 63");
        assertThatThrownBy(() -> Slot.parse(STREAM + "/" + number)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "/5", "orders/5", STREAM, STREAM + "/", STREAM + "/seven", STREAM + " /7"})
    void rejectsInvalidName(String name) {
        assertThatThrownBy(() -> Slot.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + name + "' is not a slot; expected a stream ARN, a slash and a number from 0 to 63");
    }
}
