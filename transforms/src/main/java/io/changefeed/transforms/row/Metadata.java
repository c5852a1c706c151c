/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.row;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** The fields of a row that contain metadata of the event. */
enum Metadata {
    OP("__op", Schema.STRING_SCHEMA, event -> event.operation().code()),
    ORDER("__order", Schema.STRING_SCHEMA, event -> event.source().order().text()),
    TS_MS("__ts_ms", Schema.INT64_SCHEMA, event -> event.source().time().toEpochMilli()),
    DELETED("__deleted", Schema.BOOLEAN_SCHEMA, event -> event.operation() == Operation.REMOVE);

    private final String field;

    @SuppressWarnings("ImmutableEnumChecker") // shared constant schemas
    private final Schema schema;

    @SuppressWarnings("ImmutableEnumChecker") // stateless functions
    private final Function<ChangeEvent, Object> value;

    Metadata(String field, Schema schema, Function<ChangeEvent, Object> value) {
        this.field = field;
        this.schema = schema;
        this.value = value;
    }

    /** Returns the name of the field. */
    String field() {
        return field;
    }

    Object of(ChangeEvent event) {
        return value.apply(event);
    }

    static void addTo(SchemaBuilder row) {
        Arrays.stream(values()).forEach(each -> row.field(each.field, each.schema));
    }
}
