/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.token;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** A position in all topics: a position in each partition. */
public record Token(Map<TopicPartition, PartitionPosition> positions) {
    public Token {
        positions = Map.copyOf(positions);
    }

    /** Returns the positions by topic, as numbers of variable length. Equal tokens have equal bytes. */
    byte[] bytes() {
        Map<String, Map<Integer, PartitionPosition>> topics = new TreeMap<>();
        positions.forEach((partition, position) -> topics.computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
                .put(partition.partition(), position));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeUInt32NoTag(topics.size());
            for (Map.Entry<String, Map<Integer, PartitionPosition>> topic : topics.entrySet()) {
                out.writeStringNoTag(topic.getKey());
                out.writeUInt32NoTag(topic.getValue().size());
                for (Map.Entry<Integer, PartitionPosition> position :
                        topic.getValue().entrySet()) {
                    out.writeUInt32NoTag(position.getKey());
                    out.writeUInt64NoTag(position.getValue().next());
                    out.writeUInt64NoTag(position.getValue().hash() - PartitionPosition.NO_EVENT);
                    out.writeUInt64NoTag(position.getValue().unknownUntil());
                }
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Parses the bytes of a token. Bytes that follow them are ignored.
     *
     * @throws IOException if they are malformed or truncated
     */
    static Token parse(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        Map<TopicPartition, PartitionPosition> positions = new HashMap<>();
        for (int topics = in.readUInt32(); topics > 0; topics--) {
            String topic = in.readStringRequireUtf8();
            for (int count = in.readUInt32(); count > 0; count--) {
                positions.put(
                        new TopicPartition(topic, in.readUInt32()),
                        new PartitionPosition(
                                in.readUInt64(), in.readUInt64() + PartitionPosition.NO_EVENT, in.readUInt64()));
            }
        }
        return new Token(positions);
    }
}
