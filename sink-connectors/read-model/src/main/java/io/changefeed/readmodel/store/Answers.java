/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.Answer;
import io.changefeed.delivery.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The answers that outcomes make. */
public final class Answers {
    private Answers() {}

    /** Where nothing was taken, nothing else is tried meanwhile. */
    public static Answer of(List<Outcome> outcomes) {
        boolean none = outcomes.stream().allMatch(Outcome.Retry.class::isInstance);
        return none
                ? new Answer.Unavailable(((Outcome.Retry) outcomes.get(0)).reason(), Optional.empty())
                : new Answer.Each(outcomes);
    }

    /** A change is as well off as the worst of its rows; it was stale when it changed none of them. */
    public static Outcome worst(List<Outcome> ofRows) {
        Stream<Class<? extends Outcome>> worstFirst =
                Stream.of(Outcome.Rejected.class, Outcome.Retry.class, Outcome.Delivered.class);
        return worstFirst
                .flatMap(kind -> ofRows.stream().filter(kind::isInstance))
                .findFirst()
                .orElseGet(Outcome.Stale::new);
    }

    /**
     * The answer for all of which some were settled before.
     *
     * @param settled one for each; empty for those that were written
     * @param written the outcomes of those, in their order
     */
    public static Answer merged(List<Optional<Outcome>> settled, List<Outcome> written) {
        List<Outcome> outcomes = new ArrayList<>();
        int next = 0;
        for (Optional<Outcome> outcome : settled) {
            outcomes.add(outcome.isPresent() ? outcome.get() : written.get(next++));
        }
        return new Answer.Each(outcomes);
    }
}
