/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.source.config.ReadingConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables and listings whose discovery failed the last time, and the log of their failures. */
final class DiscoveryFailures {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryFailures.class);

    private final Duration stallTimeout;
    private final Clock clock;
    private final Map<String, Failure> bySubject = new LinkedHashMap<>();

    /** @param lastError when the failure was last logged as an error; its first occurrence counts, unless it is permanent */
    private record Failure(RuntimeException reason, int attempts, Instant lastError) {}

    DiscoveryFailures(Duration stallTimeout, Clock clock) {
        this.stallTimeout = stallTimeout;
        this.clock = clock;
    }

    static boolean isTransient(RuntimeException reason) {
        return reason instanceof RetriableException || AwsErrorClassifier.isTransient(reason);
    }

    /**
     * Adds a failed attempt. A table that nobody reads is an error if the failure is permanent, or each time the stall
     * timeout has passed.
     *
     * @param isRead whether tasks read the table meanwhile
     */
    void add(String subject, boolean isRead, RuntimeException reason) {
        Instant now = clock.instant();
        Failure before = bySubject.get(subject);
        int attempts = before == null ? 1 : before.attempts() + 1;
        boolean isError = !isRead
                && (before == null
                        ? !isTransient(reason)
                        : !now.isBefore(before.lastError().plus(stallTimeout)));
        Instant lastError = before == null || isError ? now : before.lastError();
        bySubject.put(subject, new Failure(reason, attempts, lastError));
        if (isRead) {
            LOG.warn(
                    "Discovery of {} failed, {} consecutive failures; retrying. Running tasks are unaffected: {}",
                    subject,
                    attempts,
                    reason.getMessage());
        } else if (isError) {
            LOG.error(
                    "Discovery of {} failed, {} consecutive failures; retrying. Nothing is read meanwhile, and changes are"
                            + " lost after 24 hours: {}",
                    subject,
                    attempts,
                    reason.getMessage());
        } else {
            LOG.warn(
                    "Discovery of {} failed, {} consecutive failures; retrying. Nothing is read meanwhile: {}",
                    subject,
                    attempts,
                    reason.getMessage());
        }
    }

    void remove(String subject) {
        if (bySubject.remove(subject) != null) {
            LOG.info("Discovery of {} succeeded", subject);
        }
    }

    /** Forgets all other subjects. */
    void retain(Set<String> subjects) {
        bySubject.keySet().retainAll(subjects);
    }

    boolean isEmpty() {
        return bySubject.isEmpty();
    }

    /** The number of consecutive failures of a subject. */
    int attempts(String subject) {
        return Optional.ofNullable(bySubject.get(subject))
                .map(Failure::attempts)
                .orElse(0);
    }

    /** The number of consecutive failures of the subject that failed last; 0 when nothing fails. */
    int leastAttempts() {
        return bySubject.values().stream().mapToInt(Failure::attempts).min().orElse(0);
    }

    /** The first permanent failure if all failures are permanent, so that waiting is useless. */
    Optional<RuntimeException> permanent() {
        boolean anyTransient = bySubject.values().stream().anyMatch(failure -> isTransient(failure.reason()));
        return anyTransient ? Optional.empty() : first();
    }

    Optional<RuntimeException> first() {
        return bySubject.values().stream().map(Failure::reason).findFirst();
    }

    /** The message for a connector that has read nothing for the stall timeout. */
    String stalled() {
        return "No table could be read for longer than " + stallTimeout.toSeconds() + " s ('"
                + ReadingConfig.STALL_TIMEOUT + "'): "
                + first().map(Throwable::getMessage).orElse("");
    }
}
