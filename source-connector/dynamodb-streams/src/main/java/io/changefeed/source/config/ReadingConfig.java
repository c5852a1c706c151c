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

/** How often and how much is read, and what keeps its position stored. */
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
                        "After how many milliseconds without an acknowledged event of a slot its position is stored by a"
                                + " record on the heartbeat topic. Without it, an idle table, or one whose events a transform"
                                + " drops, could look trimmed after a restart.",
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
                        "How many milliseconds to wait at most before an idle shard is asked again. The wait starts at 100"
                                + " ms and doubles; a shard that has records is asked at once. AWS bills every call.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Idle wait (ms)")
                .define(
                        TABLE_DISCOVERY_INTERVAL,
                        Type.LONG,
                        Duration.ofMinutes(5).toMillis(),
                        Range.between(1_000, Duration.ofHours(6).toMillis()),
                        LOW,
                        "How often, in milliseconds, the connector looks for new and removed tables, replaced streams, and shards"
                                + " that nobody reads. The rotation of shards needs none of it.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "TableDiscovery interval (ms)")
                .define(
                        STALL_TIMEOUT,
                        Type.LONG,
                        Duration.ofMinutes(10).toMillis(),
                        Range.atLeast(1_000),
                        LOW,
                        "For how many milliseconds the calls for a shard may fail, throttled or unanswered, before the task fails"
                                + " with the reason. Until then they are repeated, at most 30 s apart.",
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
                        "How many bytes of changes, as DynamoDB counts them, a task holds that Connect has not taken yet."
                                + " One page (1 MB) per reading thread may come on top.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Queue size (bytes)");
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
