/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.token;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.kafka.common.TopicPartition;

/**
 * A position in all topics: a position in each partition. Its text is opaque to subscribers: URL-safe base64 of a
 * version, the positions and a checksum.
 */
public record Token(Map<TopicPartition, PartitionPosition> positions) {
    private static final int VERSION = 1;
    private static final int CHECKSUM = Integer.BYTES;
    /** The minimum size of a position, which bounds the memory that a forged count can allocate. */
    private static final int POSITION_BYTES = Integer.BYTES + 3 * Long.BYTES;

    public Token {
        positions = Map.copyOf(positions);
    }

    public String text() {
        Map<String, Map<Integer, PartitionPosition>> topics = new TreeMap<>();
        positions.forEach((partition, position) -> topics.computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
                .put(partition.partition(), position));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(topics.size());
            for (Map.Entry<String, Map<Integer, PartitionPosition>> topic : topics.entrySet()) {
                out.writeUTF(topic.getKey());
                out.writeInt(topic.getValue().size());
                for (Map.Entry<Integer, PartitionPosition> position :
                        topic.getValue().entrySet()) {
                    out.writeInt(position.getKey());
                    out.writeLong(position.getValue().next());
                    out.writeLong(position.getValue().hash());
                    out.writeLong(position.getValue().unknownUntil());
                }
            }
            out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    /**
     * Parses a token.
     *
     * @throws IllegalArgumentException if {@code text} was not created by {@link #text()}
     */
    public static Token parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the resume token is not valid Base64", e);
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readUnsignedByte() != VERSION) {
                throw new IllegalArgumentException("the resume token has an unknown version");
            }
            Map<TopicPartition, PartitionPosition> positions = new HashMap<>();
            for (int topics = in.readInt(); topics > 0; topics--) {
                readTopic(in, positions);
            }
            if (in.available() != CHECKSUM || in.readInt() != checksum(bytes, bytes.length - CHECKSUM)) {
                throw new IllegalArgumentException("the resume token was modified or truncated");
            }
            return new Token(positions);
        } catch (IOException e) {
            throw new IllegalArgumentException("the resume token is malformed or truncated", e);
        }
    }

    private static void readTopic(DataInputStream in, Map<TopicPartition, PartitionPosition> positions)
            throws IOException {
        String topic = in.readUTF();
        int count = in.readInt();
        if (count > in.available() / POSITION_BYTES) {
            throw new IOException("truncated");
        }
        for (; count > 0; count--) {
            positions.put(
                    new TopicPartition(topic, in.readInt()),
                    new PartitionPosition(in.readLong(), in.readLong(), in.readLong()));
        }
    }
}
