/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.HeapShare;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.StringProperties;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.subscription.Timeouts;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** The event buffer and the limits of subscribers. */
public final class StreamingConfig {
    public static final String RING_MAX_BYTES = "ring.max.bytes";
    public static final String RING_MAX_RECORDS = "ring.max.records";
    public static final String EVENT_FILTER = "event.filter";
    public static final String MAX_SUBSCRIBERS = "max.subscribers";
    public static final String BATCH_MAX_RECORDS = "batch.max.records";
    public static final String BATCH_MAX_BYTES = "batch.max.bytes";
    public static final String SLOW_TIMEOUT = "slow.timeout.ms";
    public static final String TOKEN_WAIT = "token.wait.ms";

    private static final String GROUP = "Events and subscribers";

    private final AbstractConfig config;

    StreamingConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        addRing(definition);
        addSubscribers(definition);
        DeliveryConfig.addTopics(definition, GROUP, 9);
    }

    private static void addRing(ConfigDef definition) {
        definition
                .define(
                        RING_MAX_BYTES,
                        Type.LONG,
                        64L * 1024 * 1024,
                        Range.atLeast(1),
                        HIGH,
                        "Size of the in-memory event buffer in heap bytes, at most three quarters of the worker's"
                                + " heap. It bounds how far back a subscriber can start or resume. After a restart the"
                                + " server reads these events again, so the committed offsets trail the topic by this"
                                + " amount: alert on the metric `lag-ms`, not on consumer lag.",
                        GROUP,
                        1,
                        Width.SHORT,
                        "Event buffer (bytes)")
                .define(
                        RING_MAX_RECORDS,
                        Type.LONG,
                        1_000_000L,
                        Range.atLeast(1),
                        MEDIUM,
                        "Maximum number of events in the in-memory event buffer.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Event buffer (events)")
                .define(
                        EVENT_FILTER,
                        Type.STRING,
                        "",
                        StringProperties.validator(EventFilter::parse, "a JSON object"),
                        MEDIUM,
                        "Selects the events that the server holds, as JSON; empty for all events. For example"
                                + " `{\"table\": [\"orders\"], \"key\": {\"pk\": {\"prefix\": \"USER#\"}}, \"attribute\":"
                                + " {\"type\": {\"S\": \"order\"}}, \"op\": [\"c\", \"u\", \"d\"]}`. An update that makes"
                                + " an item leave the selection becomes a remove, one that makes it enter the selection an"
                                + " insert. Subscribers can filter further.",
                        GROUP,
                        3,
                        Width.LONG,
                        "Event filter");
    }

    private static void addSubscribers(ConfigDef definition) {
        definition
                .define(
                        MAX_SUBSCRIBERS,
                        Type.INT,
                        1_000,
                        Range.atLeast(1),
                        MEDIUM,
                        "Maximum number of concurrent subscribers. Additional subscribers are rejected with"
                                + " RESOURCE_EXHAUSTED.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Subscribers")
                .define(
                        BATCH_MAX_RECORDS,
                        Type.INT,
                        500,
                        Range.between(1, 10_000),
                        LOW,
                        "Maximum number of events in a response.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Batch size (events)")
                .define(
                        BATCH_MAX_BYTES,
                        Type.INT,
                        64 * 1024,
                        Range.between(1, 3 * 1024 * 1024),
                        LOW,
                        "Size in bytes at which a response is sent. A stalled subscriber uses about this much memory"
                                + " on the server, plus 32 KiB. gRPC clients accept messages of up to 4 MiB by default.",
                        GROUP,
                        6,
                        Width.SHORT,
                        "Batch size (bytes)")
                .define(
                        SLOW_TIMEOUT,
                        Type.LONG,
                        Duration.ofMinutes(5).toMillis(),
                        Range.between(100, Duration.ofDays(1).toMillis()),
                        MEDIUM,
                        "Time in milliseconds after which a subscriber that accepts no responses is disconnected with"
                                + " RESOURCE_EXHAUSTED and its last token. It is disconnected earlier, with"
                                + " OUT_OF_RANGE, when its next event leaves the buffer.",
                        GROUP,
                        7,
                        Width.SHORT,
                        "Slow subscriber timeout (ms)")
                .define(
                        TOKEN_WAIT,
                        Type.LONG,
                        Duration.ofMinutes(1).toMillis(),
                        Range.between(0, Duration.ofDays(1).toMillis()),
                        LOW,
                        "Time in milliseconds that a subscriber waits when its token is ahead of this server, for"
                                + " example because it comes from a faster replica. Then the call ends with"
                                + " OUT_OF_RANGE, because the topic may have been recreated.",
                        GROUP,
                        8,
                        Width.SHORT,
                        "Token wait (ms)");
    }

    static void check(PropertyChecks checks) {
        checks.value(RING_MAX_BYTES, Long.class)
                .flatMap(HeapShare::problem)
                .ifPresent(reason -> checks.addError(RING_MAX_BYTES, reason));
    }

    /**
     * Creates an empty ring of the configured size.
     *
     * @throws ConfigException if the heap of this worker is too small, although that of the worker that validated the
     *     configuration was not
     */
    public Ring ring() {
        long bytes = config.getLong(RING_MAX_BYTES);
        HeapShare.problem(bytes).ifPresent(reason -> {
            throw new ConfigException(RING_MAX_BYTES, bytes, reason);
        });
        return new Ring(config.getLong(RING_MAX_RECORDS), bytes);
    }

    public EventFilter eventFilter() {
        return EventFilter.parse(config.getString(EVENT_FILTER));
    }

    public boolean hasCompactedTopics() {
        return config.getBoolean(DeliveryConfig.TOPICS_COMPACTED);
    }

    public int maxSubscribers() {
        return config.getInt(MAX_SUBSCRIBERS);
    }

    public int batchMaxRecords() {
        return config.getInt(BATCH_MAX_RECORDS);
    }

    public int batchMaxBytes() {
        return config.getInt(BATCH_MAX_BYTES);
    }

    public Timeouts timeouts() {
        return new Timeouts(
                Duration.ofMillis(config.getLong(SLOW_TIMEOUT)), Duration.ofMillis(config.getLong(TOKEN_WAIT)));
    }
}
