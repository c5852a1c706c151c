/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.it;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.webhook.it.EndpointProcess.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The requests that an endpoint received. Event ids are {@code <item>-<number>}, with consecutive numbers for each
 * item.
 */
record DeliveryLog(List<Request> requests) {
    private static final int OK = 200;

    Set<String> delivered() {
        return requests.stream()
                .filter(request -> request.status() == OK)
                .flatMap(request -> request.events().stream())
                .collect(toSet());
    }

    /** Returns the number of duplicate deliveries. */
    long duplicates() {
        return requests.stream()
                        .filter(request -> request.status() == OK)
                        .mapToLong(request -> request.events().size())
                        .sum()
                - delivered().size();
    }

    /**
     * Asserts that an event is sent only after the previous event of its item was delivered. The first event of an
     * item can have any number, because a new owner starts at the committed offsets.
     */
    void assertOrder() {
        Map<String, Integer> last = new HashMap<>();
        for (Request request : requests) {
            for (String event : request.events()) {
                int hyphen = event.lastIndexOf('-');
                String item = event.substring(0, hyphen);
                int number = Integer.parseInt(event.substring(hyphen + 1));
                int before = last.getOrDefault(item, number - 1);
                assertThat(number).as("after " + before + " of " + item).isEqualTo(before + 1);
                last.put(item, request.status() == OK ? number : before);
            }
        }
        assertThat(last).isNotEmpty();
    }

    /** Returns the requests within a time range. */
    DeliveryLog between(long from, long to) {
        return new DeliveryLog(requests.stream()
                .filter(request -> request.at() >= from && request.at() < to)
                .toList());
    }

    /** Asserts that two requests have the same message id if and only if they contain the same events. */
    void assertMessageIds() {
        Map<String, Set<List<String>>> events =
                requests.stream().collect(groupingBy(Request::id, mapping(Request::events, toSet())));
        assertThat(events).allSatisfy((id, sets) -> assertThat(sets).as(id).hasSize(1));
        Map<List<String>, Set<String>> ids =
                requests.stream().collect(groupingBy(Request::events, mapping(Request::id, toSet())));
        assertThat(ids)
                .allSatisfy((sets, each) -> assertThat(each).as(sets.toString()).hasSize(1));
    }
}
