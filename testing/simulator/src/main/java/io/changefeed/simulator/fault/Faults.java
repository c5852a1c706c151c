/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.fault;

import io.changefeed.simulator.protocol.Operation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The faults that a script injects. Not safe for use by two threads. */
public final class Faults {
    private final RandomGenerator random;
    private final List<Injected> injected = new ArrayList<>();
    private final List<Runnable> atEnd = new ArrayList<>();

    public Faults(RandomGenerator random) {
        this.random = random;
    }

    public void inject(FaultRule rule) {
        injected.add(new Injected(rule));
    }

    /** Ends all faults, and lets go of the calls that hang and the answers that are held. */
    public void clear() {
        injected.clear();
        atEnd.forEach(Runnable::run);
    }

    /** Has something done whenever the faults are cleared. */
    public void atEnd(Runnable action) {
        atEnd.add(action);
    }

    /** What becomes of this call: every fault whose rule fits befalls it, in the order in which they were injected. */
    public Treatment treat(Operation operation, Optional<String> table) {
        Treatment treatment = Treatment.ORDINARY;
        for (Iterator<Injected> each = injected.iterator(); each.hasNext(); ) {
            Injected candidate = each.next();
            if (!candidate.rule.fits(operation, table) || random.nextDouble() >= candidate.rule.share()) {
                continue;
            }
            treatment = candidate.rule.fault().befall(treatment);
            candidate.left--;
            if (candidate.left == 0) {
                each.remove();
            }
        }
        return treatment;
    }

    private static final class Injected {
        private final FaultRule rule;
        private long left;

        private Injected(FaultRule rule) {
            this.rule = rule;
            this.left = rule.times();
        }
    }
}
