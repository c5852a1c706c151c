/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.Backoff;
import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.HeapShare;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.connector.StringProperties;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.delivery.health.RetryPolicy;
import io.changefeed.delivery.queue.BatchLimits;
import io.changefeed.delivery.queue.DeliveryLimits;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The properties that all sinks share: filter, batches, retries and buffer. */
public final class DeliveryConfig {
    public static final String EVENT_FILTER = "event.filter";
    public static final String TOPICS_COMPACTED = "topics.compacted";
    public static final String MAX_IN_FLIGHT = "max.in.flight.deliveries";
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

    /** Events to read ahead for each delivery in flight. At 20,000 events/s, they last longer than a pause. */
    private static final int EVENTS_AHEAD = 16;
    /** Full batches to read ahead for each delivery in flight, including its own. */
    private static final int BATCHES_AHEAD = 3;
    /** By default, a poll of the consumer returns at most so many records. */
    private static final int MIN_READ_AHEAD = 500;

    private final AbstractConfig config;

    /** @param config configuration whose definition includes the properties of {@link #addTo} */
    public DeliveryConfig(AbstractConfig config) {
        this.config = config;
    }

    /** Adds these properties to a sink's definition. */
    public static ConfigDef addTo(ConfigDef definition, DeliveryDefaults defaults) {
        addFilter(definition);
        addBatches(definition, defaults);
        addRetries(definition);
        addBuffer(definition);
        addTopics(definition, GROUP, 12);
        return definition;
    }

    /** Adds the property that describes the topics. */
    public static ConfigDef addTopics(ConfigDef definition, String group, int order) {
        return definition.define(
                TOPICS_COMPACTED,
                Type.BOOLEAN,
                false,
                MEDIUM,
                "Whether the topics have the cleanup policy `compact`, which Connect does not expose. It matters for"
                        + " filters on attributes: if compaction has removed the event with which an item left the"
                        + " filter, the old image of its next event does not show that the item was ever selected. With"
                        + " `true`, the earlier state of an item is unknown after a gap in the offsets, and an item"
                        + " that does not match is delivered as a delete.",
                group,
                order,
                Width.SHORT,
                "Compacted topics");
    }

    private static void addFilter(ConfigDef definition) {
        definition.define(
                EVENT_FILTER,
                Type.STRING,
                "",
                StringProperties.validator(EventFilter::parse, "a JSON object"),
                MEDIUM,
                "Filter for the events to deliver, as a JSON object. If empty, all events are delivered. Example:"
                        + " `{\"table\": [\"orders\"], \"key\": {\"pk\": {\"prefix\": \"USER#\"}}, \"attribute\":"
                        + " {\"type\": {\"S\": \"order\"}}, \"op\": [\"c\", \"u\", \"d\"]}`. `table`, `key` (a prefix"
                        + " of a string key attribute) and `attribute` (a value in DynamoDB JSON) select items, which"
                        + " must meet all conditions. Values are compared as DynamoDB compares them. An update that"
                        + " makes an item stop matching is delivered as a delete, and an update that makes it start"
                        + " matching as an insert. For events without an old image and for snapshot rows, the delete"
                        + " is always delivered. `op` applies to the resulting events.",
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
                        "Maximum number of deliveries in flight per task. Events of the same item are always delivered"
                                + " one at a time.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Maximum deliveries in flight")
                .define(
                        BATCH_MAX_RECORDS,
                        Type.INT,
                        defaults.batchMaxRecords(),
                        Range.between(1, 10_000),
                        MEDIUM,
                        "Maximum number of events in one delivery. A delivery never contains two events of the same"
                                + " item.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Maximum batch size (events)")
                .define(
                        BATCH_MAX_BYTES,
                        Type.LONG,
                        defaults.batchMaxBytes(),
                        Range.atLeast(1),
                        LOW,
                        "Maximum size of one delivery in bytes, measured as DynamoDB measures keys and images. A"
                                + " larger event is delivered by itself.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Maximum batch size (bytes)")
                .define(
                        BATCH_LINGER,
                        Type.LONG,
                        defaults.batchLinger().toMillis(),
                        Range.between(0, Duration.ofMinutes(5).toMillis()),
                        LOW,
                        "Maximum time in milliseconds that an event waits for other events to fill a batch.",
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
                        "Maximum delay in milliseconds before the first retry. The maximum doubles with each retry, up"
                                + " to `retry.backoff.max.ms`. The actual delay is random between half of the"
                                + " maximum and the maximum.",
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
                        "Maximum delay in milliseconds before any retry.",
                        GROUP,
                        7,
                        Width.SHORT,
                        "Maximum retry backoff (ms)")
                .define(
                        RETRY_TIMEOUT,
                        Type.LONG,
                        Duration.ofMinutes(10).toMillis(),
                        Range.atLeast(0),
                        MEDIUM,
                        "Time in milliseconds during which an event that keeps failing is retried while other events"
                                + " are delivered; then it is rejected. An event that the destination rejects is not"
                                + " retried for so long: it is rejected when it fails again after others of its route"
                                + " succeeded. While no event is delivered, all are retried indefinitely.",
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
                        "Maximum number of undelivered events that a task buffers. When the limit is reached, the task"
                                + " pauses its partitions. It resumes them when half of the buffer is free. A single"
                                + " poll of the consumer can exceed the limit. While all events can be delivered, the"
                                + " task reads fewer ahead: 16 events or 3 full batches for each delivery in flight,"
                                + " but at least 500. If events can have different routes, one route uses at most a"
                                + " quarter of that. The rest of the buffer is for events that wait for their route,"
                                + " for an earlier event of their item or for others to fill their batch, so that"
                                + " others can be read. Events that cannot be delivered use at most a quarter of the"
                                + " buffer while others can; further ones are dropped and read again later.",
                        GROUP,
                        9,
                        Width.SHORT,
                        "Maximum buffer size (events)")
                .define(
                        BUFFER_MAX_BYTES,
                        Type.LONG,
                        32L * 1024 * 1024,
                        Range.atLeast(1),
                        LOW,
                        "Maximum size in bytes of the undelivered events that a task buffers, measured as DynamoDB"
                                + " measures keys and images. On the heap, events take several times this size.",
                        GROUP,
                        10,
                        Width.SHORT,
                        "Maximum buffer size (bytes)")
                .define(
                        MAX_UNCOMMITTED_RECORDS,
                        Type.INT,
                        100_000,
                        Range.atLeast(1),
                        LOW,
                        "Maximum number of uncommitted events per partition: the oldest undelivered event and all"
                                + " events read after it. When the limit is reached, the task pauses the partition."
                                + " After a crash, all of these events are delivered again.",
                        GROUP,
                        11,
                        Width.SHORT,
                        "Maximum uncommitted events per partition");
    }

    /** Adds the conditions on which it depends whether a property has a meaning. */
    public static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.above(BATCH_MAX_RECORDS, 1), BATCH_MAX_BYTES, BATCH_LINGER)
                .showIf(PropertyCondition.set(EVENT_FILTER), TOPICS_COMPACTED);
    }

    /** Checks combinations of properties. */
    public static void check(PropertyChecks checks) {
        checkOrder(checks, RETRY_BACKOFF, RETRY_BACKOFF_MAX, Long.class);
        checkOrder(checks, BATCH_MAX_RECORDS, BUFFER_MAX_RECORDS, Integer.class);
        checkOrder(checks, BATCH_MAX_RECORDS, MAX_UNCOMMITTED_RECORDS, Integer.class);
        checkOrder(checks, BATCH_MAX_BYTES, BUFFER_MAX_BYTES, Long.class);
        checks.value(BUFFER_MAX_BYTES, Long.class)
                .flatMap(HeapShare::problem)
                .ifPresent(reason -> checks.addError(BUFFER_MAX_BYTES, reason));
        DeadLetterConfig.check(checks);
    }

    private static <T extends Comparable<T>> void checkOrder(
            PropertyChecks checks, String smaller, String greater, Class<T> type) {
        checks.value(greater, type)
                .filter(limit -> checks.value(smaller, type)
                        .filter(value -> value.compareTo(limit) > 0)
                        .isPresent())
                .ifPresent(limit -> checks.addError(greater, "Must not be less than '" + smaller + "'."));
    }

    public DeadLetterConfig deadLetters() {
        return DeadLetterConfig.of(config.originals());
    }

    public EventFilter eventFilter() {
        return EventFilter.parse(config.getString(EVENT_FILTER));
    }

    public boolean hasCompactedTopics() {
        return config.getBoolean(TOPICS_COMPACTED);
    }

    public int maxInFlight() {
        return config.getInt(MAX_IN_FLIGHT);
    }

    /** The limits of deliveries. Events that cannot be delivered can use a quarter of the buffer while others can. */
    public DeliveryLimits limits() {
        return new DeliveryLimits(
                maxInFlight(),
                batchLimits(),
                readAhead(),
                Math.max(1, bufferMaxRecords() / 4),
                Math.max(1, bufferMaxBytes() / 4));
    }

    /** The number of events to read ahead that are in flight, or can be delivered and fill a batch. */
    public int readAhead() {
        long perDelivery = Math.max(EVENTS_AHEAD, BATCHES_AHEAD * batchLimits().records());
        return (int) Math.min(Math.max(MIN_READ_AHEAD, maxInFlight() * perDelivery), bufferMaxRecords());
    }

    public BatchLimits batchLimits() {
        return new BatchLimits(
                config.getInt(BATCH_MAX_RECORDS),
                config.getLong(BATCH_MAX_BYTES),
                Duration.ofMillis(config.getLong(BATCH_LINGER)));
    }

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
