/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.simulator.stream.Page;
import io.changefeed.simulator.stream.StreamRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A page's JSON. The records' own is ready, so that it costs no more than copying. */
final class PageJson {
    private static final byte[] BEGIN = "{\"Records\":[".getBytes(UTF_8);
    private static final byte[] SEPARATOR = {','};

    private PageJson() {}

    static byte[] of(Page page) {
        List<byte[]> parts = new ArrayList<>(2 * page.records().size() + 2);
        parts.add(BEGIN);
        for (StreamRecord record : page.records()) {
            if (parts.size() > 1) {
                parts.add(SEPARATOR);
            }
            parts.add(record.json().get());
        }
        String end = page.next()
                .map(next -> "],\"NextShardIterator\":\"" + next.token() + "\"}")
                .orElse("]}");
        parts.add(end.getBytes(UTF_8));
        ByteBuffer json =
                ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
        parts.forEach(json::put);
        return json.array();
    }
}
