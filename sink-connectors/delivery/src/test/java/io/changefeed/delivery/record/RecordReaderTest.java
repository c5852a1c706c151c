/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import static io.changefeed.delivery.Changes.update;
import static io.changefeed.delivery.Records.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.delivery.Records;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
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
    void tombstonesAndHeartbeatsContainNoChangeEvent() {
        assertThat(reader.read(Records.tombstone(ORDERS, 0, update("a", 1)))).isEmpty();
        assertThat(reader.read(Records.heartbeat(ORDERS, 0))).isEmpty();
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
