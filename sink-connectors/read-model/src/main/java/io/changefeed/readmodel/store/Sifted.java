/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.row.RowChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is left of changes to be written, after what cannot be written was taken out. A change whose row cannot be put
 * still deletes the row that the item leaves, and is rejected then: nothing that comes later would delete that row.
 */
public final class Sifted {
    private final List<Optional<EventResult>> settled = new ArrayList<>();
    private final List<RowChange> changes = new ArrayList<>();
    /** Of each of {@link #changes}, why the rest of it is rejected. */
    private final List<Optional<String>> rejections = new ArrayList<>();

    /** Adds one that needs no write. */
    public void settle(EventResult outcome) {
        settled.add(Optional.of(outcome));
    }

    /** Adds one that is written. */
    public void write(RowChange change) {
        add(change, Optional.empty());
    }

    /** Adds one of which this part is written, and the rest is rejected. */
    public void writePart(RowChange part, String rejection) {
        add(part, Optional.of(rejection));
    }

    private void add(RowChange change, Optional<String> rejection) {
        settled.add(Optional.empty());
        changes.add(change);
        rejections.add(rejection);
    }

    /** What is to be written. */
    public List<RowChange> changes() {
        return List.copyOf(changes);
    }

    /** The answer about all, where nothing is to be written. */
    public DeliveryResult answer() {
        return Answers.merged(settled, List.of());
    }

    /** The answer about all of them, by what was answered to {@link #changes}. */
    public DeliveryResult answer(DeliveryResult written) {
        if (!(written instanceof DeliveryResult.PerEvent each)) {
            return written;
        }
        List<EventResult> outcomes = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            outcomes.add(outcome(each.results().get(i), rejections.get(i)));
        }
        return Answers.merged(settled, outcomes);
    }

    /** A part that was not written is tried again with the whole. */
    private static EventResult outcome(EventResult ofPart, Optional<String> rejection) {
        return ofPart instanceof EventResult.Retry
                ? ofPart
                : rejection.<EventResult>map(EventResult.Rejected::new).orElse(ofPart);
    }
}
