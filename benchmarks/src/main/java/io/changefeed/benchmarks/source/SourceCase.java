/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import java.util.HashMap;
import java.util.Map;

/**
 * A source connector and its configuration.
 *
 * @param title for the rows of a table
 * @param properties additional properties
 */
public record SourceCase(String title, MeasuredConnector connector, Map<String, String> properties) {
    /** The converter of events that are bytes already. */
    public static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

    /** Our connector, with these formats. */
    public static SourceCase of(
            MeasuredConnector ours, EventFormat event, ItemFormat item, Map<String, String> additional) {
        Map<String, String> properties = new HashMap<>();
        properties.put("event.format", event.text());
        properties.put("item.format", item.text());
        if (event == EventFormat.JSON) {
            properties.put("key.converter", BYTES);
            properties.put("value.converter", BYTES);
        }
        properties.putAll(additional);
        return new SourceCase("(b) " + event.text() + ", items as " + item.text(), ours, properties);
    }

    /** The connector of somebody else, whose configuration is complete. */
    public static SourceCase ofPeer(MeasuredConnector peer) {
        return new SourceCase("(c) " + peer.name(), peer, Map.of());
    }

    /** The title as the name of a file. */
    String fileName() {
        return title.replaceAll("[^A-Za-z0-9]+", "-");
    }
}
