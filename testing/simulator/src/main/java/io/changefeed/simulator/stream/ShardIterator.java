/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.simulator.protocol.ServiceException;
import java.time.Instant;
import java.util.Base64;

/**
 * What a shard iterator says, opaque to those who hold it.
 *
 * @param index of the next record among all that the shard ever held
 * @param emptyPages how many empty pages were served at this index
 * @param reader the line of iterators that it belongs to
 * @param edition iterators of an older edition than the stream's have been made to expire
 */
public record ShardIterator(
        String streamArn, String shardId, int index, int emptyPages, long reader, int edition, Instant issued) {
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    public String token() {
        String position = String.join(
                " ",
                shardId,
                Integer.toString(index),
                Integer.toString(emptyPages),
                Long.toString(reader),
                Integer.toString(edition),
                Long.toString(issued.toEpochMilli()));
        return streamArn + "|1|" + ENCODER.encodeToString(position.getBytes(UTF_8));
    }

    /**
     * Reads what {@link #token} wrote.
     *
     * @throws ServiceException (validation) when {@code token} is none of ours
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
