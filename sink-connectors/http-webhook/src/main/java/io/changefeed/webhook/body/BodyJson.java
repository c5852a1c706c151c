/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudevents.jackson.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.apache.hc.core5.http.ContentType;

/** Serializes nested maps, lists and CloudEvents as JSON in UTF-8 without white space. */
final class BodyJson {
    /** Without a charset: JSON has none (RFC 8259), and some receivers refuse one. */
    static final ContentType CONTENT_TYPE = ContentType.create("application/json");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(JsonFormat.getCloudEventJacksonModule())
            .build();

    private BodyJson() {}

    static byte[] serialize(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the value cannot be serialized as JSON", e);
        }
    }

    /** Joins serialized values with commas, between a prefix and a suffix. */
    static byte[] join(String prefix, List<byte[]> values, String suffix) {
        int length = values.stream().mapToInt(value -> value.length + 1).sum();
        ByteArrayOutputStream joined = new ByteArrayOutputStream(prefix.length() + length + suffix.length());
        joined.writeBytes(prefix.getBytes(UTF_8));
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                joined.write(',');
            }
            joined.writeBytes(values.get(i));
        }
        joined.writeBytes(suffix.getBytes(UTF_8));
        return joined.toByteArray();
    }
}
