/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.stream.Allocations;
import io.changefeed.source.stream.HeapBudget.Allocation;
import java.util.Map;
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
        return new ChangeRecord(Map.of(), Map.of(), "topic", SchemaAndValue.NULL, SchemaAndValue.NULL, 0, allocation);
    }
}
