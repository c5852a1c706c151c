/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The answers that outcomes make. */
public final class Answers {
    private Answers() {}

    /** Where nothing was taken, nothing else is tried meanwhile. */
    public static DeliveryResult of(List<EventResult> outcomes) {
        boolean none = outcomes.stream().allMatch(EventResult.Retry.class::isInstance);
        return none
                ? new DeliveryResult.Unavailable(((EventResult.Retry) outcomes.get(0)).reason(), Optional.empty())
                : new DeliveryResult.PerEvent(outcomes);
    }

    /** A change is as well off as the worst of its rows; it was stale when it changed none of them. */
    public static EventResult worst(List<EventResult> ofRows) {
        Stream<Class<? extends EventResult>> worstFirst =
                Stream.of(EventResult.Rejected.class, EventResult.Retry.class, EventResult.Delivered.class);
        return worstFirst
                .flatMap(kind -> ofRows.stream().filter(kind::isInstance))
                .findFirst()
                .orElseGet(EventResult.Stale::new);
    }

    /**
     * The answer for all of which some were settled before.
     *
     * @param settled one for each; empty for those that were written
     * @param written the outcomes of those, in their order
     */
    public static DeliveryResult merged(List<Optional<EventResult>> settled, List<EventResult> written) {
        List<EventResult> outcomes = new ArrayList<>();
        int next = 0;
        for (Optional<EventResult> outcome : settled) {
            outcomes.add(outcome.isPresent() ? outcome.get() : written.get(next++));
        }
        return new DeliveryResult.PerEvent(outcomes);
    }
}
