/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Serializes requests of Connect's REST API. */
public final class Json {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Json() {}

    public static String of(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
