/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.subscription.Patience;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** What is held, and for whom. */
public final class FeedConfig {
    public static final String RING_MAX_BYTES = "ring.max.bytes";
    public static final String RING_MAX_RECORDS = "ring.max.records";
    public static final String EVENT_FILTER = "event.filter";
    public static final String MAX_SUBSCRIBERS = "max.subscribers";
    public static final String BATCH_MAX_RECORDS = "batch.max.records";
    public static final String BATCH_MAX_BYTES = "batch.max.bytes";
    public static final String SLOW_TIMEOUT = "slow.timeout.ms";
    public static final String TOKEN_WAIT = "token.wait.ms";

    private static final String GROUP = "Feed";

    private final AbstractConfig config;

    FeedConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        addRing(definition);
        addSubscribers(definition);
    }

    private static void addRing(ConfigDef definition) {
        definition
                .define(
                        RING_MAX_BYTES,
                        Type.LONG,
                        64L * 1024 * 1024,
                        Range.atLeast(1),
                        HIGH,
                        "How many bytes of events the server holds, the newest ones: as far back can a subscriber begin or go"
                                + " on. It is what they take on the heap. After a restart they are read from the topics"
                                + " again, so the offsets that are committed stay behind by so much.",
                        GROUP,
                        1,
                        Width.SHORT,
                        "Size of the ring (bytes)")
                .define(
                        RING_MAX_RECORDS,
                        Type.LONG,
                        1_000_000L,
                        Range.atLeast(1),
                        MEDIUM,
                        "The same in events.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Size of the ring (events)")
                .define(
                        EVENT_FILTER,
                        Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(FeedConfig::requireFilter, () -> "a JSON object"),
                        MEDIUM,
                        "Which events are held, as JSON; all of them when it is empty. As with the other sinks:"
                                + " `{\"table\": [\"orders\"], \"key\": {\"pk\": {\"prefix\": \"USER#\"}}, \"attribute\":"
                                + " {\"type\": {\"S\": \"order\"}}, \"op\": [\"c\", \"u\", \"d\"]}`. An update after which an"
                                + " item is no longer among those is a delete, one after which it is for the first time an"
                                + " insert. Subscribers filter what is held.",
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
                        "How many subscribers there can be at a time; a further one is refused as RESOURCE_EXHAUSTED.",
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
                        "How many events a response has at most.",
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
                        "At how many bytes a response takes no further event. A subscriber that takes nothing costs the"
                                + " server about as much and 32 KiB. Clients take responses of 4 MiB unless they are told"
                                + " otherwise.",
                        GROUP,
                        6,
                        Width.SHORT,
                        "Batch size (bytes)")
                .define(
                        SLOW_TIMEOUT,
                        Type.LONG,
                        Duration.ofMinutes(5).toMillis(),
                        Range.atLeast(100),
                        MEDIUM,
                        "After how many milliseconds a subscriber that takes nothing is disconnected, as RESOURCE_EXHAUSTED"
                                + " and with its last token; earlier, as OUT_OF_RANGE, when what it would have to be told"
                                + " next is no longer held.",
                        GROUP,
                        7,
                        Width.SHORT,
                        "Slow subscribers' time (ms)")
                .define(
                        TOKEN_WAIT,
                        Type.LONG,
                        Duration.ofMinutes(1).toMillis(),
                        Range.atLeast(0),
                        LOW,
                        "For how many milliseconds a subscriber whose token is ahead of what this server has read, as that of"
                                + " a faster replica is, waits for it; then it is told OUT_OF_RANGE, since a topic that was"
                                + " created anew looks the same.",
                        GROUP,
                        8,
                        Width.SHORT,
                        "Wait for tokens (ms)");
    }

    private static void requireFilter(String property, @Nullable Object value) {
        try {
            EventFilter.parse(String.valueOf(value));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(property, value, e.getMessage());
        }
    }

    /** An empty one. */
    public Ring ring() {
        return new Ring(config.getLong(RING_MAX_RECORDS), config.getLong(RING_MAX_BYTES));
    }

    public EventFilter eventFilter() {
        return EventFilter.parse(config.getString(EVENT_FILTER));
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

    public Patience patience() {
        return new Patience(
                Duration.ofMillis(config.getLong(SLOW_TIMEOUT)), Duration.ofMillis(config.getLong(TOKEN_WAIT)));
    }
}
