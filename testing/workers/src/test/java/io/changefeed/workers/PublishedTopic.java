/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The committed records of a topic, without tombstones. */
final class PublishedTopic implements AutoCloseable {
    private record Published(String key, JsonNode value) {}

    private final TopicReader reader;
    private final ObjectMapper json = new ObjectMapper();
    private final List<Published> records = new ArrayList<>();

    PublishedTopic(LocalStack stack, String topic) {
        reader = stack.read(topic);
    }

    /** Returns a text of each record up to the end of the topic, in order for each item. */
    List<String> texts(String pointer) {
        readToEnd();
        return records.stream().map(each -> each.value().at(pointer).asText()).toList();
    }

    /** Returns a text of the records up to the end of the topic, in order, by their key. */
    Map<String, List<String>> textsByKey(String pointer) {
        readToEnd();
        Map<String, List<String>> texts = new LinkedHashMap<>();
        records.forEach(each -> texts.computeIfAbsent(each.key(), none -> new ArrayList<>())
                .add(each.value().at(pointer).asText()));
        return texts;
    }

    private void readToEnd() {
        reader.readToEnd().stream()
                .filter(each -> each.value() != null)
                .forEach(each -> records.add(
                        new Published(new String(each.key(), StandardCharsets.UTF_8), parsed(each.value()))));
    }

    private JsonNode parsed(byte[] value) {
        try {
            return json.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
