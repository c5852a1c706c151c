/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks;

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
 * @param plugins the folder of its plugin directory
 * @param json what a user posts to Connect: {@code {"name": …, "config": {…}}}
 * @param topic where a source writes what it reads of the table, and what a sink reads
 */
public record Subject(Path plugins, ObjectNode json, String topic) {
    /** The table that it reads. */
    static final String TABLE = "orders";

    private static final JsonMapper JSON = new JsonMapper();

    /** @throws LocalStackException when the file cannot be read or is not what Connect takes */
    static Subject of(Path plugins, Path file, String topic) {
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            if (json instanceof ObjectNode object && object.path("config").isObject() && object.has("name")) {
                return new Subject(plugins, object, topic);
            }
            throw new LocalStackException(file + " must be a JSON object with 'name' and 'config'");
        } catch (JsonProcessingException e) {
            throw new LocalStackException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new LocalStackException("cannot read the connector's configuration: " + e, e);
        }
    }

    /**
     * A sink, which reads the topic that its configuration names.
     *
     * @throws LocalStackException when the file cannot be read or is not what Connect takes
     */
    public static Subject ofSink(Path plugins, Path file) {
        Subject read = of(plugins, file, "");
        String topic = read.json.path("config").path("topics").asText();
        if (topic.isEmpty() || topic.contains(",")) {
            throw new LocalStackException(file + " must name one topic in 'topics'");
        }
        return new Subject(plugins, read.json, topic);
    }

    public String name() {
        return json.path("name").asText();
    }

    /** The configuration alone, with these properties besides. */
    public String config(Map<String, String> besides) {
        ObjectNode config = json.path("config").deepCopy();
        besides.forEach(config::put);
        return config.toString();
    }
}
