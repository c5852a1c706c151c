/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.delivery.queue.BatchLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryConfigTest {
    private static final ConfigDef DEFINITION =
            DeliveryConfig.addTo(new ConfigDef(), new DeliveryDefaults(8, 25, 1_000_000, Duration.ofMillis(20)));

    @Test
    void defaultsAreThoseOfTheSink() {
        DeliveryConfig config = config(Map.of());

        assertThat(config.maxInFlight()).isEqualTo(8);
        assertThat(config.batchLimits()).isEqualTo(new BatchLimits(25, 1_000_000, Duration.ofMillis(20)));
        assertThat(config.eventFilter()).isEqualTo(EventFilter.parse(""));
        assertThat(config.bufferMaxRecords()).isEqualTo(10_000);
        assertThat(config.bufferMaxBytes()).isEqualTo(32 << 20);
        assertThat(config.maxUncommittedRecords()).isEqualTo(100_000);
        assertThat(config.retryPolicy().timeout()).isEqualTo(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 500", "32, 1, 512", "100, 1, 1600", "4, 500, 6000", "32, 100, 9600", "32, 1000, 10000"})
    void eventsAreReadAheadForTheDeliveriesInFlight(int inFlight, int batch, int readAhead) {
        DeliveryConfig config = config(Map.of(
                "max.in.flight.deliveries", String.valueOf(inFlight), "batch.max.records", String.valueOf(batch)));

        assertThat(config.readAhead()).isEqualTo(readAhead);
    }

    @Test
    void everyPropertyIsRead() {
        DeliveryConfig config = config(Map.of(
                "max.in.flight.deliveries", "1",
                "batch.max.records", "2",
                "batch.max.bytes", "3",
                "batch.linger.ms", "4",
                "buffer.max.records", "5",
                "buffer.max.bytes", "6",
                "max.uncommitted.records", "7",
                "retry.timeout.ms", "8",
                "event.filter", "{\"op\": [\"c\"]}"));

        assertThat(config.maxInFlight()).isEqualTo(1);
        assertThat(config.batchLimits()).isEqualTo(new BatchLimits(2, 3, Duration.ofMillis(4)));
        assertThat(config.bufferMaxRecords()).isEqualTo(5);
        assertThat(config.bufferMaxBytes()).isEqualTo(6);
        assertThat(config.maxUncommittedRecords()).isEqualTo(7);
        assertThat(config.retryPolicy().timeout()).isEqualTo(Duration.ofMillis(8));
        assertThat(config.eventFilter()).isEqualTo(EventFilter.parse("{\"op\": [\"c\"]}"));
    }

    @Test
    void backoffIsRandomBetweenHalfOfTheDelayAndAllOfIt() {
        DeliveryConfig config = config(Map.of("retry.backoff.ms", "100", "retry.backoff.max.ms", "150"));

        for (int attempts = 1; attempts < 200; attempts++) {
            Duration longest = attempts == 1 ? Duration.ofMillis(100) : Duration.ofMillis(150);
            assertThat(config.retryPolicy().backoff().delay(attempts)).isBetween(longest.dividedBy(2), longest);
        }
        assertThat(IntStream.range(0, 200)
                        .mapToObj(i -> config.retryPolicy().backoff().delay(9)))
                .as("random delays")
                .anyMatch(delay -> delay.toMillis() < 110)
                .anyMatch(delay -> delay.toMillis() > 115);
    }

    @ParameterizedTest
    @CsvSource({
        "retry.backoff.ms, 200000, retry.backoff.max.ms",
        "batch.max.records, 10000, buffer.max.records=9999",
        "batch.max.records, 10000, max.uncommitted.records=9999",
        "batch.max.bytes, 33554433, buffer.max.bytes",
    })
    void inconsistentLimitsAreReportedOnTheProperty(String property, String value, String limit) {
        String[] limitAndValue = limit.split("=", -1);
        Map<String, String> properties = limitAndValue.length == 1
                ? Map.of(property, value)
                : Map.of(property, value, limitAndValue[0], limitAndValue[1]);

        assertThat(errors(properties)).singleElement().asString().contains(limitAndValue[0], property);
    }

    @Test
    void bufferLargerThanTheHeapIsRejected() {
        String heap = Long.toString(Runtime.getRuntime().maxMemory());

        assertThat(errors(Map.of("buffer.max.bytes", heap)))
                .singleElement()
                .asString()
                .contains("buffer.max.bytes", "The heap of this worker has");
    }

    @Test
    void toleranceWithoutADeadLetterQueueIsReported() {
        assertThat(errors(Map.of("errors.tolerance", "all", DeadLetterConfig.TOPIC, " ")))
                .singleElement()
                .asString()
                .contains("errors.tolerance", "errors.deadletterqueue.topic.name", "errors.log.enable=true");
    }

    @Test
    void toleranceWithADeadLetterQueueOrALogIsValid() {
        assertThat(errors(Map.of("errors.tolerance", "all", DeadLetterConfig.TOPIC, "rejected")))
                .isEmpty();
        assertThat(errors(Map.of("errors.tolerance", "all", DeadLetterConfig.LOG_ENABLE, "true")))
                .isEmpty();
        assertThat(errors(Map.of("errors.tolerance", "none"))).isEmpty();
    }

    @Test
    void consistentLimitsAreValid() {
        assertThat(errors(Map.of())).isEmpty();
        assertThat(errors(Map.of("retry.backoff.ms", "60000", "batch.max.records", "10000")))
                .isEmpty();
    }

    @Test
    void invalidFilterIsReportedWithItsField() {
        assertThatThrownBy(() -> config(Map.of("event.filter", "{\"op\": [\"x\"]}")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("event.filter", "op: expected");
    }

    private static DeliveryConfig config(Map<String, String> properties) {
        return new DeliveryConfig(new AbstractConfig(DEFINITION, properties, false));
    }

    private static List<String> errors(Map<String, String> properties) {
        PropertyChecks checks = new PropertyChecks(DEFINITION, properties);
        DeliveryConfig.check(checks);
        return checks.result().configValues().stream()
                .map(ConfigValue::errorMessages)
                .flatMap(List::stream)
                .toList();
    }
}
