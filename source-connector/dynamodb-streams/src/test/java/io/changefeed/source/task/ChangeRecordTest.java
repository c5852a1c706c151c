/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.Operation;
import io.changefeed.source.record.ConvertedEvent;
import io.changefeed.source.stream.Allocations;
import io.changefeed.source.stream.HeapBudget.Allocation;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.junit.jupiter.api.Test;

class ChangeRecordTest {
    private final Allocation allocation = Allocations.of(100);

    /** Connect repeats dropped records when a send after them is retried. */
    @Test
    void repeatedAcknowledgementReleasesOnce() {
        ChangeRecord record = record();
        ChangeRecord other = record();
        allocation.release();

        record.acknowledge();
        record.acknowledge();

        assertThatCode(other::acknowledge).doesNotThrowAnyException();
        assertThatThrownBy(allocation::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void recordsAreComparedByIdentity() {
        assertThat(record()).isNotEqualTo(record());
    }

    private ChangeRecord record() {
        ConvertedEvent event = new ConvertedEvent(
                "topic",
                Operation.INSERT,
                0,
                SchemaAndValue.NULL,
                SchemaAndValue.NULL,
                Optional.empty(),
                Optional.empty());
        return ChangeRecord.of(event, Map.of(), Map.of(), allocation);
    }
}
