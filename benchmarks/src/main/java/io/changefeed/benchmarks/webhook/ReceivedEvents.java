/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.changefeed.benchmarks.measure.Orders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The events that an endpoint has received. Thread-safe. */
final class ReceivedEvents {
    /** The prefix of event ids, in any format of the body. */
    private static final byte[] ID = Orders.EVENT_ID.getBytes(US_ASCII);

    private static final int MAX_BODIES = 500;
    private static final int MAX_BODY_BYTES = 32 << 20;

    private final BitSet distinct = new BitSet();
    private final List<byte[]> bodies = new ArrayList<>();
    private long requests;
    private long events;
    private long bytes;

    /**
     * The counts.
     *
     * @param events the number of events in all requests
     * @param distinct the number of distinct events, which equals {@code events} if none was repeated
     * @param bytes the size of all bodies
     */
    record Count(long requests, long events, long distinct, long bytes) {
        double repeated() {
            return (double) (events - distinct);
        }

        double eventsPerRequest() {
            return (double) events / requests;
        }
    }

    /** Counts the events of a body. An id that occurs more than once in a body counts once. */
    synchronized void add(byte[] body) {
        requests++;
        bytes += body.length;
        Set<Integer> numbers = numbers(body);
        events += numbers.size();
        numbers.forEach(distinct::set);
        if (bodies.size() < MAX_BODIES && bytes <= MAX_BODY_BYTES) {
            bodies.add(body);
        }
    }

    private static Set<Integer> numbers(byte[] body) {
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i + ID.length < body.length; i++) {
            if (body[i] == ID[0] && Arrays.equals(body, i, i + ID.length, ID, 0, ID.length)) {
                i += ID.length;
                int number = 0;
                while (i < body.length && body[i] >= '0' && body[i] <= '9') {
                    number = number * 10 + (body[i++] - '0');
                }
                numbers.add(number);
            }
        }
        return numbers;
    }

    synchronized Count count() {
        return new Count(requests, events, distinct.cardinality(), bytes);
    }

    /** Returns the first few hundred bodies. */
    synchronized List<byte[]> bodies() {
        return List.copyOf(bodies);
    }
}
