/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Properties that control how streams are read: intervals, timeouts, memory. */
public final class ReadingConfig {
    public static final String HEARTBEAT_INTERVAL = "heartbeat.interval.ms";
    public static final String POLL_IDLE_MAX = "poll.idle.max.ms";
    public static final String TABLE_DISCOVERY_INTERVAL = "table.discovery.interval.ms";
    public static final String STALL_TIMEOUT = "stall.timeout.ms";
    public static final String MAX_QUEUE_BYTES = "max.queue.size.in.bytes";

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
                        Range.between(100, Duration.ofMinutes(5).toMillis()),
                        MEDIUM,
                        "Maximum time in milliseconds between two reads of an idle shard. The wait starts at 100 ms"
                                + " and doubles with each empty response; a shard that returns records is read again"
                                + " immediately. AWS charges for every read request.",
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
                        Range.atLeast(1_000),
                        LOW,
                        "Maximum time in milliseconds for which calls for a shard can keep failing before the task fails."
                                + " Until then, they are retried with a backoff of up to 30 seconds.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Stall timeout (ms)")
                .define(
                        MAX_QUEUE_BYTES,
                        Type.LONG,
                        16L * 1024 * 1024,
                        Range.atLeast(1024 * 1024),
                        LOW,
                        "Maximum size in bytes, as measured by DynamoDB, of the changes that a task buffers until"
                                + " Kafka Connect polls them. Each reader thread can exceed it by one page of up to 1"
                                + " MB.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Maximum queue size (bytes)");
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

    public long maxQueueBytes() {
        return config.getLong(MAX_QUEUE_BYTES);
    }
}
