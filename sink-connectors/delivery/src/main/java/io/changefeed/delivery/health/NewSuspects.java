/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Counts the suspects without a strike that failed since the last success, including those that were rejected. */
final class NewSuspects {
    /** So many failures without a success mean an outage. */
    static final int OUTAGE = 5;

    private final Set<Suspect> suspects = Collections.newSetFromMap(new IdentityHashMap<>());

    void onFailure(Suspect suspect) {
        if (!suspect.isStruck() && suspects.size() < OUTAGE) {
            suspects.add(suspect);
        }
    }

    void onSuccess() {
        if (!suspects.isEmpty()) {
            suspects.clear();
        }
    }

    int size() {
        return suspects.size();
    }

    boolean isOutage() {
        return suspects.size() >= OUTAGE;
    }
}
