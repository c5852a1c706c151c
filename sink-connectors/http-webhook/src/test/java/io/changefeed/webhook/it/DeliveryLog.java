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

/** What an endpoint got, counted. Event ids are {@code <item>-<number>}, and numbers rise by one for each item. */
record DeliveryLog(List<Request> requests) {
    private static final int OK = 200;

    Set<String> delivered() {
        return requests.stream()
                .filter(request -> request.status() == OK)
                .flatMap(request -> request.events().stream())
                .collect(toSet());
    }

    /** How many deliveries of events there were beyond the first of each. */
    long repeated() {
        return requests.stream()
                        .filter(request -> request.status() == OK)
                        .mapToLong(request -> request.events().size())
                        .sum()
                - delivered().size();
    }

    /**
     * No event was begun before the one before it of its item was delivered. An owner may begin an item anywhere, with
     * what the one before it has not committed.
     */
    void requireOrder() {
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

    /** What came while one worker was the owner, or after it. */
    DeliveryLog between(long from, long to) {
        return new DeliveryLog(requests.stream()
                .filter(request -> request.at() >= from && request.at() < to)
                .toList());
    }

    /** The same events have the same id, and no others have it. */
    void requireIds() {
        Map<String, Set<List<String>>> events =
                requests.stream().collect(groupingBy(Request::id, mapping(Request::events, toSet())));
        assertThat(events).allSatisfy((id, sets) -> assertThat(sets).as(id).hasSize(1));
        Map<List<String>, Set<String>> ids =
                requests.stream().collect(groupingBy(Request::events, mapping(Request::id, toSet())));
        assertThat(ids)
                .allSatisfy((sets, each) -> assertThat(each).as(sets.toString()).hasSize(1));
    }
}
