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

    /** Ends all faults, cuts the connections of calls that hang and sends the responses that are held. */
    public void clear() {
        injected.clear();
        atEnd.forEach(Runnable::run);
    }

    /** Registers an action that runs whenever the faults are cleared. */
    public void atEnd(Runnable action) {
        atEnd.add(action);
    }

    /** The effect of all faults whose rules fit this call, in the order in which they were injected. */
    public FaultEffect effectOn(Operation operation, Optional<String> table) {
        FaultEffect effect = FaultEffect.NO_FAULT;
        for (Iterator<Injected> each = injected.iterator(); each.hasNext(); ) {
            Injected candidate = each.next();
            if (!candidate.rule.fits(operation, table) || random.nextDouble() >= candidate.rule.share()) {
                continue;
            }
            effect = candidate.rule.fault().applyTo(effect);
            candidate.left--;
            if (candidate.left == 0) {
                each.remove();
            }
        }
        return effect;
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
