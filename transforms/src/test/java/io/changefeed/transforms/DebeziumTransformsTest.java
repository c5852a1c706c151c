/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import static io.changefeed.transforms.TestEvents.item;
import static io.changefeed.transforms.TestEvents.record;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ChangeEvent;
import io.debezium.transforms.ExtractNewRecordState;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debezium's ExtractNewRecordState with change events of this source connector. */
class DebeziumTransformsTest {
    @Test
    void extractsTheImageAndTheConfiguredFields() {
        ChangeEvent event = TestEvents.modify(item(""), item("\"total\":{\"N\":\"1.50\"}"));

        Struct row = (Struct)
                requireNonNull(unwrapped(record(event), Map.of("add.fields", "op,ts_ms,source.order,source.table")))
                        .value();

        assertThat(row.get("id")).isEqualTo("a");
        assertThat(row.get("item")).isEqualTo("{\"id\":{\"S\":\"a\"},\"total\":{\"N\":\"1.50\"}}");
        assertThat(row.get("__op")).isEqualTo("u");
        assertThat(row.get("__source_order")).isEqualTo(TestEvents.ORDER);
        assertThat(row.get("__source_table")).isEqualTo("orders");
    }

    @Test
    void rewritesARemoveWithTheOldImage() {
        Struct row = (Struct) requireNonNull(unwrapped(
                        record(TestEvents.remove(item(""))), Map.of("delete.tombstone.handling.mode", "rewrite")))
                .value();

        assertThat(row.get("id")).isEqualTo("a");
        assertThat(row.get("__deleted")).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop", "tombstone", "rewrite", "rewrite-with-tombstone"})
    void handlesRemovesAndTombstonesLikeFlattenItem(String mode) {
        Map<String, String> properties = Map.of("delete.tombstone.handling.mode", mode);

        assertThat(kinds(each -> TestEvents.flattened(each, properties)))
                .isEqualTo(kinds(each -> unwrapped(each, properties)));
    }

    /** Returns the kinds of record that a remove and a tombstone become. */
    private static List<String> kinds(UnaryOperator<@Nullable SinkRecord> transform) {
        return Stream.of(record(TestEvents.remove(item(""))), TestEvents.tombstone())
                .map(transform)
                .map(each -> each == null ? "nothing" : each.value() == null ? "a tombstone" : "a row")
                .toList();
    }

    private static @Nullable SinkRecord unwrapped(SinkRecord record, Map<String, String> properties) {
        try (ExtractNewRecordState<SinkRecord> transform = new ExtractNewRecordState<>()) {
            transform.configure(properties);
            return transform.apply(record);
        }
    }
}
