/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.Heartbeat;
import io.changefeed.event.HeartbeatWriter;
import io.changefeed.source.config.SourceConfig;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.source.SourceRecord;

/** Creates source records of heartbeats, which carry offsets to the heartbeat topic. */
public final class HeartbeatRecordFactory {
    private final String topic;
    private final String connectorName;
    private final HeartbeatWriter writer;
    private final Clock clock;

    public HeartbeatRecordFactory(SourceConfig config, Clock clock) {
        this.topic = config.topics().names().heartbeatTopic();
        this.connectorName = config.topics().prefix();
        this.writer = new HeartbeatWriter(config.events().format());
        this.clock = clock;
    }

    /** The topic of all these records. */
    public String topic() {
        return topic;
    }

    public SourceRecord create(
            String type,
            String subject,
            Map<String, String> details,
            Map<String, String> partition,
            Map<String, String> offset) {
        Instant now = clock.instant();
        Heartbeat heartbeat = new Heartbeat(type, connectorName, now, subject, details);
        SchemaAndValue key = writer.key(heartbeat);
        SchemaAndValue value = writer.value(heartbeat);
        return new SourceRecord(
                partition,
                offset,
                topic,
                null,
                key.schema(),
                key.value(),
                value.schema(),
                value.value(),
                now.toEpochMilli());
    }
}
