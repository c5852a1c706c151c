/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.simulator.protocol.ServiceException;
import java.time.Instant;
import java.util.Base64;

/**
 * The content of a shard iterator, which is opaque to clients.
 *
 * @param index the index of the next record among all records that the shard ever contained
 * @param emptyPages the number of empty pages served at this index
 * @param reader the reader that the iterator belongs to
 * @param epoch iterators of an older epoch than that of the stream have expired
 */
public record ShardIterator(
        String streamArn, String shardId, int index, int emptyPages, long reader, int epoch, Instant issued) {
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    public String token() {
        String position = String.join(
                " ",
                shardId,
                Integer.toString(index),
                Integer.toString(emptyPages),
                Long.toString(reader),
                Integer.toString(epoch),
                Long.toString(issued.toEpochMilli()));
        return streamArn + "|1|" + ENCODER.encodeToString(position.getBytes(UTF_8));
    }

    /**
     * Parses the result of {@link #token}.
     *
     * @throws ServiceException (validation) if {@code token} is not a shard iterator
     */
    public static ShardIterator parse(String token) {
        try {
            int end = token.indexOf("|1|");
            String[] position = new String(DECODER.decode(token.substring(end + 3)), UTF_8).split(" ", -1);
            return new ShardIterator(
                    token.substring(0, end),
                    position[0],
                    Integer.parseInt(position[1]),
                    Integer.parseInt(position[2]),
                    Long.parseLong(position[3]),
                    Integer.parseInt(position[4]),
                    Instant.ofEpochMilli(Long.parseLong(position[5])));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw ServiceException.invalid("Invalid ShardIterator");
        }
    }
}
