/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudevents.jackson.JsonFormat;

/** Serializes nested maps, lists and CloudEvents as JSON in UTF-8 without white space. */
final class BodyJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(JsonFormat.getCloudEventJacksonModule())
            .build();

    private BodyJson() {}

    static byte[] serialize(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the value is not serializable as JSON", e);
        }
    }
}
