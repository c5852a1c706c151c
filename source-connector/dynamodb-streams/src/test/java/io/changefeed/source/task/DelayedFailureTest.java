/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.config.SourceConfig;
import io.changefeed.testing.ManualClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class DelayedFailureTest {
    private final ManualClock clock = new ManualClock();
    private final LastRecord last = new LastRecord();
    private final SourceRecord record = new SourceRecord(Map.of(), Map.of(), "orders", null, "value");

    private DelayedFailure failure(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(Map.of("tables", "orders", "topic.prefix", "shop"));
        properties.putAll(more);
        Duration maxDelay = new SourceConfig(properties).reading().acknowledgementTimeout();
        last.emitted(List.of(record));
        return new DelayedFailure(new ConnectException("unreadable"), last, maxDelay, clock);
    }

    @Test
    void isThrownWhenTheLastRecordIsAcknowledged() throws InterruptedException {
        DelayedFailure failure = failure(Map.of());

        failure.throwWhenDue(Duration.ZERO);
        last.acknowledged(record);

        assertThatThrownBy(() -> failure.throwWhenDue(Duration.ZERO)).hasMessage("unreadable");
    }

    @Test
    void isThrownAfterTwoMinutesIfATransformDropsAllRecords() throws InterruptedException {
        DelayedFailure failure = failure(Map.of("transaction.boundary.interval.ms", "1000"));

        clock.advance(Duration.ofSeconds(119));
        failure.throwWhenDue(Duration.ZERO);
        clock.advance(Duration.ofSeconds(1));

        assertThatThrownBy(() -> failure.throwWhenDue(Duration.ZERO)).hasMessage("unreadable");
    }

    /** Otherwise, Connect aborts the transaction, and the records before an unreadable change are never published. */
    @Test
    void waitsForTheEndOfALongTransaction() {
        DelayedFailure failure = failure(Map.of("transaction.boundary.interval.ms", "150000"));

        clock.advance(Duration.ofSeconds(299));
        assertThatCode(() -> failure.throwWhenDue(Duration.ZERO)).doesNotThrowAnyException();
        clock.advance(Duration.ofSeconds(1));

        assertThatThrownBy(() -> failure.throwWhenDue(Duration.ZERO)).hasMessage("unreadable");
    }
}
