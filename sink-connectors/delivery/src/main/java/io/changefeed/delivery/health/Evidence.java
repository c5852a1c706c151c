/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Judges suspects by the successes of others. An attempt that began after a suspect had failed, and that succeeds, is
 * evidence against the suspect, unless many failed at the same time: then the cause was probably a common one. While most
 * attempts succeed, it is an excuse only once.
 */
final class Evidence {
    /** More suspects that fail in the same period have a common cause. */
    static final int MAX_NEW_SUSPECTS = 3;

    private final Set<Suspect> failed = new LinkedHashSet<>();

    void onFailure(Suspect suspect) {
        failed.add(suspect);
    }

    void forget(Suspect suspect) {
        failed.remove(suspect);
    }

    /**
     * Judges the suspects that failed before a successful attempt began. Each gets at most one strike, however often it
     * failed since the last success.
     *
     * @param begun the step in which the attempt began
     * @param isReliable whether most attempts succeed
     */
    void onSuccess(long begun, boolean isReliable, Instant now) {
        if (failed.isEmpty()) {
            return;
        }
        List<Suspect> judged =
                failed.stream().filter(suspect -> suspect.failedAt() < begun).toList();
        judged.forEach(failed::remove);
        boolean isCommon =
                judged.stream().filter(suspect -> !suspect.isStruck()).count() > MAX_NEW_SUSPECTS;
        judged.stream()
                .filter(suspect -> !isCommon || (isReliable && suspect.isExcused()))
                .forEach(suspect -> suspect.strike(now));
        if (isCommon) {
            judged.forEach(Suspect::excuse);
        }
    }
}
