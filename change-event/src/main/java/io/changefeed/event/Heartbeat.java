/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.Collections.unmodifiableMap;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A record of the heartbeat topic. It carries an offset when no change event can carry it, and reports conditions of
 * the connector, for example gaps.
 *
 * @param type the kind of heartbeat, for example {@code table} or {@code slot}; readers accept unknown types
 * @param name the connector's {@code topic.prefix}
 * @param time the time at which the connector emitted it
 * @param subject the ARN of a table or the name of a slot. It is the key of the record, so that a compacted topic keeps
 *     the latest heartbeat of each subject
 * @param details additional facts by name
 */
public record Heartbeat(String type, String name, Instant time, String subject, Map<String, String> details)
        implements TopicRecord {
    public Heartbeat {
        details = unmodifiableMap(new LinkedHashMap<>(details));
    }
}
