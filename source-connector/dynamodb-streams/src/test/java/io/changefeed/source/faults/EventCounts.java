/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Counts the events of a topic without keeping them. A change is identified by its shard and its sequence number, a
 * snapshot row by its key.
 */
final class EventCounts {
    /** The fields of an event that identify it. */
    private record Id(String shard, BigInteger number) {
        static final Id SNAPSHOT_ROW = new Id("", BigInteger.ZERO);
    }

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Set<BigInteger>> changes = new HashMap<>();
    private final Map<ByteBuffer, BigInteger> newest = new HashMap<>();
    private final Set<ByteBuffer> rows = new HashSet<>();
    private long published;
    private long reordered;

    void add(ConsumerRecord<byte[], byte[]> event) {
        published++;
        ByteBuffer key = ByteBuffer.wrap(event.key());
        Id id = id(event.value());
        if (id.equals(Id.SNAPSHOT_ROW)) {
            rows.add(key);
            return;
        }
        boolean isFirst =
                changes.computeIfAbsent(id.shard(), shard -> new HashSet<>()).add(id.number());
        BigInteger before = newest.getOrDefault(key, BigInteger.ZERO);
        if (isFirst && before.compareTo(id.number()) > 0) {
            reordered++;
        }
        newest.put(key, before.max(id.number()));
    }

    long distinct() {
        return rows.size() + changes.values().stream().mapToLong(Set::size).sum();
    }

    boolean isExactlyOnce(long written) {
        return distinct() == written && published == written && reordered == 0;
    }

    /** Returns the counts for this number of changes or snapshot rows that were written. */
    String text(long written) {
        return "written " + written + ", published " + published + ", lost " + (written - distinct()) + ", doubled "
                + (published - distinct()) + ", reordered " + reordered;
    }

    private static Id id(byte[] event) {
        String shard = "";
        BigInteger number = BigInteger.ZERO;
        try (JsonParser parser = JSON.createParser(event)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isSource = parser.currentName().equals("source");
                parser.nextToken();
                if (!isSource) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    boolean isText = parser.nextToken() == JsonToken.VALUE_STRING;
                    if (isText && name.equals("shard_id")) {
                        shard = parser.getText();
                    } else if (isText && name.equals("sequence_number")) {
                        number = new BigInteger(parser.getText());
                    }
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Id(shard, number);
    }
}
