/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static io.changefeed.event.NameAdjustment.AVRO_UNICODE;
import static io.changefeed.event.NameAdjustment.NONE;
import static io.changefeed.event.TestEvents.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.DescriptorValidationException;
import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.N;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class ProtobufTest {
    private static final KeySchema KEY_SCHEMA = TestEvents.keySchema("tenant-id", KeyType.B, "line_no", KeyType.N);
    private static final ItemKey KEY =
            new ItemKey(TestEvents.ordered("tenant-id", B.of((byte) 1, (byte) -1), "line_no", new N("0")));

    @Test
    void eventsAreReadAsWritten() throws Exception {
        for (ChangeEvent event : TestEvents.all()) {
            ChangeEvent withTableKey = new ChangeEvent(
                    event.operation(), KEY, event.before(), event.after(), event.source(), event.time());
            Struct written = (Struct) writer(AVRO_UNICODE).value(withTableKey).value();
            Struct converted = ProtobufMessages.roundTrip(written);
            assertThat(converted.schema().name()).isNotEqualTo(written.schema().name());
            assertThat(new ChangeEventReader().read(converted.schema(), converted))
                    .isEqualTo(withTableKey);
        }
    }

    @Test
    void illegalNamesAreRejectedWithoutAdjustment() {
        Struct key = (Struct) writer(NONE).key(KEY).value();
        assertThatThrownBy(() -> ProtobufMessages.roundTrip(key))
                .isInstanceOf(DescriptorValidationException.class)
                .hasMessageContaining("orders-prod");
    }

    private static ChangeEventWriter writer(NameAdjustment names) {
        return new ChangeEventWriter(TOPIC, KEY_SCHEMA, EventFormat.STRUCT, ItemFormat.DYNAMODB_JSON, names, names);
    }
}
