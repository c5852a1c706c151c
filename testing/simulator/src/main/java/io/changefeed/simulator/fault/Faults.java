/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.fault;

import io.changefeed.simulator.protocol.Operation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The faults that a script injects. Not thread-safe. */
public final class Faults {
    private final RandomGenerator random;
    private final List<Injected> injected = new ArrayList<>();
    private final List<Runnable> onClear = new ArrayList<>();

    public Faults(RandomGenerator random) {
        this.random = random;
    }

    public void inject(FaultRule rule) {
        injected.add(new Injected(rule));
    }

    /** Ends all faults and runs the actions registered with {@link #onClear}. */
    public void clear() {
        injected.clear();
        onClear.forEach(Runnable::run);
    }

    /** Registers an action that runs whenever the faults are cleared. */
    public void onClear(Runnable action) {
        onClear.add(action);
    }

    /** Returns the combined effect of all faults whose rules match this call, in the order of their injection. */
    public FaultEffect effectOn(Operation operation, Optional<String> table) {
        FaultEffect effect = FaultEffect.NO_FAULT;
        for (Iterator<Injected> each = injected.iterator(); each.hasNext(); ) {
            Injected candidate = each.next();
            if (!candidate.rule.matches(operation, table) || random.nextDouble() >= candidate.rule.share()) {
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
