/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Builds the JSON of a response with a long list by copying the prepared JSON of the elements. */
final class ListJson {
    private static final byte[] SEPARATOR = {','};

    private ListJson() {}

    /** @param rest the other fields, which follow the list */
    static byte[] of(String name, List<byte[]> elements, ObjectNode rest) {
        List<byte[]> parts = new ArrayList<>(2 * elements.size() + 2);
        parts.add(("{\"" + name + "\":[").getBytes(UTF_8));
        for (byte[] element : elements) {
            if (parts.size() > 1) {
                parts.add(SEPARATOR);
            }
            parts.add(element);
        }
        String end = rest.isEmpty() ? "]}" : "]," + rest.toString().substring(1);
        parts.add(end.getBytes(UTF_8));
        ByteBuffer json =
                ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
        parts.forEach(json::put);
        return json.array();
    }
}
