/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.PropertyChecks;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.jspecify.annotations.Nullable;

/** Properties that control how streams are read: intervals, timeouts, memory. */
public final class ReadingConfig {
    public static final String HEARTBEAT_INTERVAL = "heartbeat.interval.ms";
    public static final String POLL_IDLE_MAX = "poll.idle.max.ms";
    public static final String TABLE_DISCOVERY_INTERVAL = "table.discovery.interval.ms";
    public static final String STALL_TIMEOUT = "stall.timeout.ms";
    public static final String MAX_QUEUE_BYTES = "max.queue.size.in.bytes";

    /** A property of Kafka Connect: the time between two commits with {@code transaction.boundary=interval}. */
    private static final String TRANSACTION_INTERVAL = "transaction.boundary.interval.ms";
    /** Longer than the default time between two commits, 60 s. */
    private static final Duration MIN_ACKNOWLEDGEMENT_TIMEOUT = Duration.ofMinutes(2);

    private static final long MIN_QUEUE_BYTES = 1024 * 1024;
    private static final long DEFAULT_QUEUE_BYTES = 64L * 1024 * 1024;
    /** The default is at most this share of the maximum heap. */
    private static final long DEFAULT_QUEUE_SHARE = 16;

    private static final String GROUP = "Reading";

    private final AbstractConfig config;

    ReadingConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        HEARTBEAT_INTERVAL,
                        Type.LONG,
                        Duration.ofMinutes(30).toMillis(),
                        Range.between(1_000, Duration.ofHours(12).toMillis()),
                        LOW,
                        "Maximum time in milliseconds without an acknowledged event before the connector commits the"
                                + " position of a slot with a record on the heartbeat topic. Without heartbeats, the"
                                + " position of an idle table, or of a table whose events are dropped by a transform,"
                                + " would become too old, and a restart would detect a gap.",
                        GROUP,
                        1,
                        Width.SHORT,
                        "Heartbeat interval (ms)")
                .define(
                        POLL_IDLE_MAX,
                        Type.LONG,
                        1_000L,
                        Range.between(200, Duration.ofMinutes(5).toMillis()),
                        MEDIUM,
                        "Maximum time in milliseconds between two reads of an idle shard. A shard whose new changes"
                                + " have been read is read again after a quarter of the time since its last change, at"
                                + " least 200 ms and at most this value, so this value is also the longest delay of a"
                                + " change after a pause. A shard that is behind is read every 200 ms, and immediately"
                                + " after a full page. AWS charges for every read, even if it returns no changes. In 30"
                                + " days, an idle shard takes 2,592,000,000 reads divided by this value: 2.6 million at"
                                + " 1 second, 43,200 at 1 minute. Up to 14,000 are added, because DynamoDB replaces a"
                                + " shard about every four hours. The metric `get-records-per-month` projects the"
                                + " actual number.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Maximum idle wait (ms)")
                .define(
                        TABLE_DISCOVERY_INTERVAL,
                        Type.LONG,
                        Duration.ofMinutes(5).toMillis(),
                        Range.between(1_000, Duration.ofHours(6).toMillis()),
                        LOW,
                        "Interval in milliseconds at which the connector discovers new and deleted tables, replaced"
                                + " streams and unassigned shards. The children of a closed shard are read"
                                + " immediately, regardless of this interval.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Table discovery interval (ms)")
                .define(
                        STALL_TIMEOUT,
                        Type.LONG,
                        Duration.ofMinutes(10).toMillis(),
                        Range.between(1_000, Duration.ofHours(24).toMillis()),
                        LOW,
                        "Maximum time in milliseconds for which calls for a shard can keep failing before the task"
                                + " fails. Until then, they are retried with a backoff of up to 30 seconds. The"
                                + " connector fails if it cannot discover any table for this time after its start; if"
                                + " it cannot discover one of several tables, it logs an ERROR each time, and retries.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Stall timeout (ms)")
                .define(
                        MAX_QUEUE_BYTES,
                        Type.LONG,
                        null,
                        ConfigDef.LambdaValidator.with(
                                ReadingConfig::requireQueueBytes, () -> "[" + MIN_QUEUE_BYTES + ",...]"),
                        LOW,
                        "Maximum heap in bytes of the changes and snapshot rows of a task, from the request for them"
                                + " until Kafka Connect has acknowledged their records. A task at the limit stops"
                                + " reading. The heap is estimated: 480 bytes a change and 170 bytes an attribute value"
                                + " at any depth, and the length of names and values. A response that is heavier than"
                                + " expected, for example a single large item, can exceed the limit. One poll emits at"
                                + " most a quarter of the limit. With exactly-once delivery, it also bounds a"
                                + " transaction with 'transaction.boundary=interval'. Default: 64 MiB, or a sixteenth"
                                + " of the maximum heap if that is less.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Maximum queue size (bytes)");
    }

    static void check(PropertyChecks checks) {
        long heap = Runtime.getRuntime().maxMemory();
        if (checks.value(MAX_QUEUE_BYTES, Long.class)
                .filter(bytes -> bytes > heap)
                .isPresent()) {
            checks.addError(
                    MAX_QUEUE_BYTES,
                    "Must be less than the heap of the worker, which is " + heap
                            + " bytes and is shared by all tasks.");
        }
    }

    public Duration heartbeatInterval() {
        return Duration.ofMillis(config.getLong(HEARTBEAT_INTERVAL));
    }

    public Duration pollIdleMax() {
        return Duration.ofMillis(config.getLong(POLL_IDLE_MAX));
    }

    public Duration tableDiscoveryInterval() {
        return Duration.ofMillis(config.getLong(TABLE_DISCOVERY_INTERVAL));
    }

    public Duration stallTimeout() {
        return Duration.ofMillis(config.getLong(STALL_TIMEOUT));
    }

    /**
     * The time after which Kafka Connect has acknowledged a record, unless a transform dropped it: two
     * transactions.
     */
    public Duration acknowledgementTimeout() {
        String interval = config.originalsStrings().get(TRANSACTION_INTERVAL);
        if (interval == null) {
            return MIN_ACKNOWLEDGEMENT_TIMEOUT;
        }
        Duration configured = Duration.ofMillis(2 * Long.parseLong(interval.trim()));
        return configured.compareTo(MIN_ACKNOWLEDGEMENT_TIMEOUT) > 0 ? configured : MIN_ACKNOWLEDGEMENT_TIMEOUT;
    }

    /** The maximum heap of the changes of a task, in bytes. */
    public long maxQueueBytes() {
        Long bytes = config.getLong(MAX_QUEUE_BYTES);
        return bytes == null
                ? Math.min(DEFAULT_QUEUE_BYTES, Runtime.getRuntime().maxMemory() / DEFAULT_QUEUE_SHARE)
                : bytes;
    }

    private static void requireQueueBytes(String name, @Nullable Object value) {
        if (value != null) {
            Range.atLeast(MIN_QUEUE_BYTES).ensureValid(name, value);
        }
    }
}
