/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.changefeed.benchmarks.measure.Orders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** What an endpoint has been posted. Safe for use by several threads. */
final class ReceivedEvents {
    /** In the id of each event, whatever else a body is. */
    private static final byte[] ID = Orders.EVENT_ID.getBytes(US_ASCII);

    private static final int KEPT_BODIES = 500;

    private final BitSet distinct = new BitSet();
    private final List<byte[]> bodies = new ArrayList<>();
    private long requests;
    private long events;

    /**
     * How many there were.
     *
     * @param events in the requests
     * @param distinct events: as many as there are events when none came again
     */
    record Count(long requests, long events, long distinct) {}

    /** Counts the events of a body, each once, though its id may be in there several times. */
    synchronized void add(byte[] body) {
        requests++;
        BitSet numbers = numbers(body);
        events += numbers.cardinality();
        distinct.or(numbers);
        if (bodies.size() < KEPT_BODIES) {
            bodies.add(body);
        }
    }

    private static BitSet numbers(byte[] body) {
        BitSet numbers = new BitSet();
        for (int i = 0; i + ID.length < body.length; i++) {
            if (body[i] == ID[0] && Arrays.equals(body, i, i + ID.length, ID, 0, ID.length)) {
                i += ID.length;
                int number = 0;
                while (i < body.length && body[i] >= '0' && body[i] <= '9') {
                    number = number * 10 + (body[i++] - '0');
                }
                numbers.set(number);
            }
        }
        return numbers;
    }

    synchronized Count count() {
        return new Count(requests, events, distinct.cardinality());
    }

    /** The first bodies, a few hundred at most. */
    synchronized List<byte[]> bodies() {
        return List.copyOf(bodies);
    }
}
