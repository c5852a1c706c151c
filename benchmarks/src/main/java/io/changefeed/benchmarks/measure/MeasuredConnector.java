/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.localstack.LocalStackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The connector that is measured.
 *
 * @param json the JSON that a user posts to Connect: {@code {"name": …, "config": {…}}}
 * @param topic the topic that a source writes to or a sink reads
 */
public record MeasuredConnector(ObjectNode json, String topic) {
    /** The table that a source reads. */
    public static final String TABLE = "orders";

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reads the configuration of a source that writes to this topic.
     *
     * @throws LocalStackException if the file cannot be read or is not a connector configuration
     */
    public static MeasuredConnector of(Path file, String topic) {
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            if (json instanceof ObjectNode object && object.path("config").isObject() && object.has("name")) {
                return new MeasuredConnector(object, topic);
            }
            throw new LocalStackException(file + " must be a JSON object with 'name' and 'config'");
        } catch (JsonProcessingException e) {
            throw new LocalStackException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new LocalStackException("cannot read the connector's configuration: " + e, e);
        }
    }

    /**
     * Reads the configuration of a sink, which names its topic.
     *
     * @throws LocalStackException if the file cannot be read or is not a connector configuration
     */
    public static MeasuredConnector ofSink(Path file) {
        MeasuredConnector read = of(file, "");
        String topic = read.property("topics");
        if (topic.isEmpty() || topic.contains(",")) {
            throw new LocalStackException(file + " must name one topic in 'topics'");
        }
        return new MeasuredConnector(read.json, topic);
    }

    public String name() {
        return json.path("name").asText();
    }

    /** Whether it belongs to Changefeed. */
    public boolean isOurs() {
        return property("connector.class").startsWith("io.changefeed.");
    }

    /** Returns a property of the configuration; empty text if it is not set. */
    public String property(String name) {
        return json.path("config").path(name).asText();
    }

    /** Returns the configuration with additional properties. */
    public String config(Map<String, String> properties) {
        ObjectNode config = json.path("config").deepCopy();
        properties.forEach(config::put);
        return config.toString();
    }
}
