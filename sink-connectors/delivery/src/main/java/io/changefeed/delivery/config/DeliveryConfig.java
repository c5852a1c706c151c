/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.Backoff;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.delivery.queue.BatchLimits;
import io.changefeed.delivery.queue.RetryPolicy;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Which events are delivered, how many at a time, and how often. */
public final class DeliveryConfig {
    public static final String EVENT_FILTER = "event.filter";
    public static final String MAX_IN_FLIGHT = "max.in.flight";
    public static final String BATCH_MAX_RECORDS = "batch.max.records";
    public static final String BATCH_MAX_BYTES = "batch.max.bytes";
    public static final String BATCH_LINGER = "batch.linger.ms";
    public static final String RETRY_BACKOFF = "retry.backoff.ms";
    public static final String RETRY_BACKOFF_MAX = "retry.backoff.max.ms";
    public static final String RETRY_TIMEOUT = "retry.timeout.ms";
    public static final String BUFFER_MAX_RECORDS = "buffer.max.records";
    public static final String BUFFER_MAX_BYTES = "buffer.max.bytes";
    public static final String MAX_UNCOMMITTED_RECORDS = "max.uncommitted.records";

    private static final String GROUP = "Delivery";

    private final AbstractConfig config;

    /** @param config of a definition to which these properties were added */
    public DeliveryConfig(AbstractConfig config) {
        this.config = config;
    }

    /** Adds the properties to a sink's definition. */
    public static ConfigDef addTo(ConfigDef definition, DeliveryDefaults defaults) {
        addFilter(definition);
        addBatches(definition, defaults);
        addRetries(definition);
        addBuffer(definition);
        return definition;
    }

    private static void addFilter(ConfigDef definition) {
        definition.define(
                EVENT_FILTER,
                Type.STRING,
                "",
                ConfigDef.LambdaValidator.with(DeliveryConfig::requireFilter, () -> "a JSON object"),
                MEDIUM,
                "Which events are delivered, as JSON; all of them when it is empty. For instance"
                        + " `{\"table\": [\"orders\"], \"key\": {\"pk\": {\"prefix\": \"USER#\"}}, \"attribute\":"
                        + " {\"type\": {\"S\": \"order\"}}, \"op\": [\"c\", \"u\", \"d\"]}`. Of an item: its `table`, a"
                        + " text that a `key` attribute begins with, and values that an `attribute` equals, in DynamoDB's"
                        + " JSON; all of them must hold. An update after which an item is no longer among those is"
                        + " delivered as a delete, one after which it is for the first time as an insert; where there is"
                        + " no old image to tell, and for rows of a snapshot, the delete is always delivered. Of the"
                        + " events that result, `op` names those to deliver.",
                GROUP,
                1,
                Width.LONG,
                "Event filter");
    }

    private static void addBatches(ConfigDef definition, DeliveryDefaults defaults) {
        definition
                .define(
                        MAX_IN_FLIGHT,
                        Type.INT,
                        defaults.maxInFlight(),
                        Range.between(1, 10_000),
                        HIGH,
                        "How many deliveries are under way at a time, per task. Events of one item are delivered one"
                                + " after another, whatever this says.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Deliveries in flight")
                .define(
                        BATCH_MAX_RECORDS,
                        Type.INT,
                        defaults.batchMaxRecords(),
                        Range.between(1, 10_000),
                        MEDIUM,
                        "How many events are delivered together at most, each of another item.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Batch size (events)")
                .define(
                        BATCH_MAX_BYTES,
                        Type.LONG,
                        defaults.batchMaxBytes(),
                        Range.atLeast(1),
                        LOW,
                        "How many bytes are delivered together at most, counted as DynamoDB counts keys and images. An"
                                + " event that is larger is delivered alone.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Batch size (bytes)")
                .define(
                        BATCH_LINGER,
                        Type.LONG,
                        defaults.batchLinger().toMillis(),
                        Range.between(0, Duration.ofMinutes(5).toMillis()),
                        LOW,
                        "For how many milliseconds an event waits for others to fill a batch.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Batch linger (ms)");
    }

    private static void addRetries(ConfigDef definition) {
        definition
                .define(
                        RETRY_BACKOFF,
                        Type.LONG,
                        200L,
                        Range.between(1, Duration.ofHours(1).toMillis()),
                        LOW,
                        "The longest wait, in milliseconds, before what was not taken is delivered for the second time."
                                + " It doubles with each attempt; the wait is anything up to it, by chance.",
                        GROUP,
                        6,
                        Width.SHORT,
                        "Retry backoff (ms)")
                .define(
                        RETRY_BACKOFF_MAX,
                        Type.LONG,
                        Duration.ofMinutes(1).toMillis(),
                        Range.between(1, Duration.ofHours(1).toMillis()),
                        LOW,
                        "The longest wait, in milliseconds, before any further attempt.",
                        GROUP,
                        7,
                        Width.SHORT,
                        "Longest retry backoff (ms)")
                .define(
                        RETRY_TIMEOUT,
                        Type.LONG,
                        Duration.ofMinutes(10).toMillis(),
                        Range.atLeast(0),
                        MEDIUM,
                        "For how many milliseconds an event is tried that the destination does not take for a fault of the"
                                + " event; then it is rejected. What the destination does not take for a fault of its own is"
                                + " tried until it does.",
                        GROUP,
                        8,
                        Width.SHORT,
                        "Retry timeout (ms)");
    }

    private static void addBuffer(ConfigDef definition) {
        definition
                .define(
                        BUFFER_MAX_RECORDS,
                        Type.INT,
                        10_000,
                        Range.atLeast(1),
                        LOW,
                        "How many events a task holds that are not delivered before it reads no more; one poll of the"
                                + " consumer may come on top. It reads on when half of them are delivered.",
                        GROUP,
                        9,
                        Width.SHORT,
                        "Buffer size (events)")
                .define(
                        BUFFER_MAX_BYTES,
                        Type.LONG,
                        32L * 1024 * 1024,
                        Range.atLeast(1),
                        LOW,
                        "The same in bytes, counted as DynamoDB counts keys and images; on the heap an event takes several"
                                + " times as much.",
                        GROUP,
                        10,
                        Width.SHORT,
                        "Buffer size (bytes)")
                .define(
                        MAX_UNCOMMITTED_RECORDS,
                        Type.INT,
                        100_000,
                        Range.atLeast(1),
                        LOW,
                        "How many events of a partition may follow one that cannot be delivered yet before the partition is"
                                + " read no further. They would all be delivered again after a crash.",
                        GROUP,
                        11,
                        Width.SHORT,
                        "Uncommitted events of a partition");
    }

    /** Checks the properties that depend on each other. */
    public static void check(PropertyChecks checks) {
        checkOrder(checks, RETRY_BACKOFF, RETRY_BACKOFF_MAX, Long.class);
        checkOrder(checks, BATCH_MAX_RECORDS, BUFFER_MAX_RECORDS, Integer.class);
        checkOrder(checks, BATCH_MAX_RECORDS, MAX_UNCOMMITTED_RECORDS, Integer.class);
        checkOrder(checks, BATCH_MAX_BYTES, BUFFER_MAX_BYTES, Long.class);
    }

    private static <T extends Comparable<T>> void checkOrder(
            PropertyChecks checks, String smaller, String greater, Class<T> type) {
        checks.value(greater, type)
                .filter(limit -> checks.value(smaller, type)
                        .filter(value -> value.compareTo(limit) > 0)
                        .isPresent())
                .ifPresent(limit -> checks.addError(greater, "It must not be less than '" + smaller + "'."));
    }

    private static void requireFilter(String property, @Nullable Object value) {
        try {
            EventFilter.parse(String.valueOf(value));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(property, value, e.getMessage());
        }
    }

    public EventFilter eventFilter() {
        return EventFilter.parse(config.getString(EVENT_FILTER));
    }

    public int maxInFlight() {
        return config.getInt(MAX_IN_FLIGHT);
    }

    public BatchLimits batchLimits() {
        return new BatchLimits(
                config.getInt(BATCH_MAX_RECORDS),
                config.getLong(BATCH_MAX_BYTES),
                Duration.ofMillis(config.getLong(BATCH_LINGER)));
    }

    /** Waits grow exponentially, with full jitter. */
    public RetryPolicy retryPolicy() {
        Backoff backoff = Backoff.exponentialWithJitter(
                Duration.ofMillis(config.getLong(RETRY_BACKOFF)), Duration.ofMillis(config.getLong(RETRY_BACKOFF_MAX)));
        return new RetryPolicy(backoff, Duration.ofMillis(config.getLong(RETRY_TIMEOUT)));
    }

    public int bufferMaxRecords() {
        return config.getInt(BUFFER_MAX_RECORDS);
    }

    public long bufferMaxBytes() {
        return config.getLong(BUFFER_MAX_BYTES);
    }

    public int maxUncommittedRecords() {
        return config.getInt(MAX_UNCOMMITTED_RECORDS);
    }
}
