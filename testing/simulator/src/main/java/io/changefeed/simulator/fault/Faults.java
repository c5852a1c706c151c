/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.fault;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The faults that a script injects. Not thread-safe. */
public final class Faults {
    private final RandomGenerator random;
    private final Clock clock;
    private final List<Injected> injected = new ArrayList<>();
    private final List<Runnable> onClear = new ArrayList<>();

    /** @param clock the clock of faults that last for a time, and of rates */
    public Faults(RandomGenerator random, Clock clock) {
        this.random = random;
        this.clock = clock;
    }

    public void inject(FaultRule rule) {
        injected.add(new Injected(rule, clock.instant()));
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
    public FaultEffect effectOn(Call call) {
        Instant now = clock.instant();
        injected.removeIf(rule -> rule.hasEnded(now));
        FaultEffect effect = FaultEffect.NO_FAULT;
        for (Iterator<Injected> each = injected.iterator(); each.hasNext(); ) {
            Injected candidate = each.next();
            if (!candidate.appliesTo(call, now) || random.nextDouble() >= candidate.rule.share()) {
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
        private final Instant since;
        private final Optional<TokenBuckets> allowed;
        private long left;

        private Injected(FaultRule rule, Instant since) {
            this.rule = rule;
            this.since = since;
            this.allowed = rule.beyond().map(TokenBuckets::new);
            this.left = rule.times();
        }

        boolean hasEnded(Instant now) {
            return rule.duration()
                    .filter(time -> !since.plus(time).isAfter(now))
                    .isPresent();
        }

        boolean appliesTo(Call call, Instant now) {
            return rule.matches(call) && (allowed.isEmpty() || allowed.get().isExceeded(call, now));
        }
    }
}
