/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceivedEventsTest {
    private final ReceivedEvents arrivals = new ReceivedEvents();

    @Test
    void repeatedEventInABodyCountsOnce() {
        arrivals.add(bytes("{\"id\":\"benchmark-event-7\",\"data\":{\"event_id\":\"benchmark-event-7\"}}"));

        assertThat(arrivals.count()).isEqualTo(new ReceivedEvents.Count(1, 1, 1, 66));
    }

    @Test
    void eventsOfABatchAndRepeatedEventsAreCounted() {
        arrivals.add(bytes("[\"benchmark-event-1\",\"benchmark-event-12\",\"benchmark-event-123\"]"));
        arrivals.add(bytes("[\"benchmark-event-12\",\"benchmark-event-2\"]"));

        assertThat(arrivals.count()).isEqualTo(new ReceivedEvents.Count(2, 5, 4, 106));
    }

    @Test
    void bodyWithoutEventsCountsAsRequest() {
        arrivals.add(bytes("benchmark-event"));
        arrivals.add(bytes(""));

        assertThat(arrivals.count()).isEqualTo(new ReceivedEvents.Count(2, 0, 0, 15));
    }

    @Test
    void firstBodiesAreKept() {
        for (int i = 0; i < 600; i++) {
            arrivals.add(bytes("body " + i));
        }

        assertThat(arrivals.bodies()).hasSize(500).first().isEqualTo(bytes("body 0"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
