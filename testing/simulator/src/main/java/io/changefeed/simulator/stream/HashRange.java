/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.util.List;
import java.util.stream.LongStream;

/** The range of item key hashes that a shard owns, out of 2^32: {@code from} inclusive, {@code to} exclusive. */
public record HashRange(long from, long to) {
    public static final long HASHES = 1L << 32;

    public static final HashRange ALL = new HashRange(0, HASHES);

    public HashRange {
        if (from < 0 || to > HASHES || from >= to) {
            throw new IllegalArgumentException("not a hash range: " + from + " to " + to);
        }
    }

    /** Divides the range into adjacent ranges of nearly equal width. */
    public List<HashRange> divide(int parts) {
        long width = to - from;
        return LongStream.range(0, parts)
                .mapToObj(i -> new HashRange(from + width * i / parts, from + width * (i + 1) / parts))
                .toList();
    }
}
