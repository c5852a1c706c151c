/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudevents.jackson.JsonFormat;

/** Nested maps, lists and cloud events as JSON, in UTF-8 and without white space. */
final class BodyJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(JsonFormat.getCloudEventJacksonModule())
            .build();

    private BodyJson() {}

    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is written here has a form in JSON", e);
        }
    }
}
