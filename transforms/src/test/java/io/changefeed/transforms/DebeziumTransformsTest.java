/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import static io.changefeed.transforms.Events.item;
import static io.changefeed.transforms.Events.record;
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

/** Debezium's own transform, as its users have configured it already. */
class DebeziumTransformsTest {
    @Test
    void itTakesTheImageAndTheFieldsThatItIsAskedFor() {
        ChangeEvent event = Events.modify(item(""), item("\"total\":{\"N\":\"1.50\"}"));

        Struct row = (Struct)
                requireNonNull(unwrapped(record(event), Map.of("add.fields", "op,ts_ms,source.order,source.table")))
                        .value();

        assertThat(row.get("id")).isEqualTo("a");
        assertThat(row.get("item")).isEqualTo("{\"id\":{\"S\":\"a\"},\"total\":{\"N\":\"1.50\"}}");
        assertThat(row.get("__op")).isEqualTo("u");
        assertThat(row.get("__source_order")).isEqualTo(Events.ORDER);
        assertThat(row.get("__source_table")).isEqualTo("orders");
    }

    @Test
    void itRewritesARemoveOfTheOldImage() {
        Struct row = (Struct) requireNonNull(
                        unwrapped(record(Events.remove(item(""))), Map.of("delete.tombstone.handling.mode", "rewrite")))
                .value();

        assertThat(row.get("id")).isEqualTo("a");
        assertThat(row.get("__deleted")).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop", "tombstone", "rewrite", "rewrite-with-tombstone"})
    void ofRemovesAndTombstonesItMakesTheSameAsOurs(String mode) {
        Map<String, String> properties = Map.of("delete.tombstone.handling.mode", mode);

        assertThat(kinds(each -> Events.flat(each, properties))).isEqualTo(kinds(each -> unwrapped(each, properties)));
    }

    /** What becomes of a remove, and of a tombstone. */
    private static List<String> kinds(UnaryOperator<@Nullable SinkRecord> transform) {
        return Stream.of(record(Events.remove(item(""))), Events.tombstone())
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
