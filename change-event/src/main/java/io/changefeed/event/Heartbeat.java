/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.Collections.unmodifiableMap;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A record on the heartbeat topic: it carries a position when no change event does, and tells what befell the feed.
 *
 * @param type what is told: {@code table}, {@code slot}, …; readers accept types that they do not know
 * @param name the connector's {@code topic.prefix}
 * @param time when the connector handed it over
 * @param subject what it is about, a table's ARN or a slot's name; the record's key, so that a compacted heartbeat
 *     topic keeps the newest of each
 * @param details further facts as text, by name
 */
public record Heartbeat(String type, String name, Instant time, String subject, Map<String, String> details)
        implements TopicRecord {
    public Heartbeat {
        details = unmodifiableMap(new LinkedHashMap<>(details));
    }
}
