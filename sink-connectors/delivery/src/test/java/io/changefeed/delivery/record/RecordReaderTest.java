/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import static io.changefeed.delivery.Changes.remove;
import static io.changefeed.delivery.Changes.update;
import static io.changefeed.delivery.Records.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.delivery.Records;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.Operation;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordReaderTest {
    private final RecordReader reader = new RecordReader();

    @Test
    void changeEventIsRead() {
        assertThat(reader.read(Records.record(ORDERS, 0, update("a", 1)))).contains(update("a", 1));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyFormatOfTheSourceIsRead(EventFormat events, ItemFormat items) {
        assertThat(reader.read(Records.record(ORDERS, 0, update("a", 1), events, items)))
                .contains(update("a", 1));
    }

    static List<Object[]> formats() {
        return Arrays.stream(EventFormat.values())
                .flatMap(events -> Arrays.stream(ItemFormat.values()).map(items -> new Object[] {events, items}))
                .toList();
    }

    @Test
    void heartbeatsAndTombstonesOfOthersContainNoChangeEvent() {
        assertThat(reader.read(Records.tombstoneWithoutHeader(ORDERS, 0, remove("a", 1))))
                .isEmpty();
        assertThat(reader.read(Records.heartbeat(ORDERS, 0))).isEmpty();
    }

    @Test
    void tombstoneWithoutItsRemoveBecomesTheRemove() {
        ChangeEvent remove = remove("a", 1);

        assertThat(reader.read(Records.tombstone(ORDERS, 7, remove))).hasValueSatisfying(read -> {
            assertThat(read.operation()).isEqualTo(Operation.REMOVE);
            assertThat(read.key()).isEqualTo(remove.key());
            assertThat(read.source()).isEqualTo(remove.source());
            assertThat(read.before()).isEmpty();
        });
    }

    @Test
    void tombstoneAfterItsRemoveIsSkipped() {
        assertThat(reader.read(Records.record(ORDERS, 0, remove("a", 1)))).isPresent();
        assertThat(reader.readLazily(Records.record(ORDERS, 1, remove("b", 2)))).isPresent();

        assertThat(reader.read(Records.tombstone(ORDERS, 2, remove("a", 1))))
                .as("another task of the source wrote between them")
                .isEmpty();
        assertThat(reader.readLazily(Records.tombstone(ORDERS, 3, remove("b", 2))))
                .isEmpty();
        assertThat(reader.read(Records.tombstone(ORDERS, 4, remove("a", 3))))
                .as("a later remove of the item")
                .isPresent();
    }

    @Test
    void otherRecordsFailWithTheNameOfTheField() {
        assertThatThrownBy(() -> reader.read(Records.alien(ORDERS, 0)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("op:");
    }

    @Test
    void partitionIsTheOriginalOne() {
        assertThat(RecordReader.partition(Records.record(ORDERS, 0, update("a", 1))
                        .newRecord("renamed", 7, null, null, null, null, null)))
                .isEqualTo(ORDERS);
    }
}
