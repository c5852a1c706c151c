/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What happened to the events of one or more mixtures. */
final class MixtureCounts {
    int mixtures = 1;
    int events;
    int attempts;
    int lost;
    int deliveredTwice;
    int outOfOrder;
    int twoInFlight;
    /** Commits of an offset above an event that was neither delivered nor reported. */
    int committedTooFar;

    /** Commits of an offset although all events up to a higher one were delivered or reported. */
    int committedTooLittle;
    /** More deliveries in flight, events in a batch, or uncommitted events than configured. */
    int exceededLimits;
    /** Healthy events that were neither delivered nor reported in the end. */
    int stuck;

    int poison;
    int unsettled;
    /** Events that wait for a poison event of their item in the end. */
    int unfinished;

    int rereads;
    /** Results of deliveries and reports. */
    int activity;
    /** The unexpected failures of tasks. */
    final List<String> failures = new ArrayList<>();

    Duration failedAt = Duration.ZERO;
    /** The number of healthy events that were reported, by kind of outage. */
    final Map<String, Integer> wronglyRejected = new TreeMap<>();

    /** The highest number of them in one mixture. */
    int worstWronglyRejected;
    /** The times until poison events were reported, in milliseconds, by kind of poison. */
    final Map<String, List<Long>> settled = new TreeMap<>();

    /** The longest wait of a healthy event that no outage explains, in milliseconds, by class of mixture. */
    private final Map<String, Long> longestWait = new TreeMap<>();

    private String longestWaiting = "";
    /** The first violations. */
    final List<String> violations = new ArrayList<>();

    int wronglyRejected() {
        return wronglyRejected.values().stream().mapToInt(count -> count).sum();
    }

    void wait(String mixtureClass, Duration wait, String event) {
        if (wait.toMillis() > longestWait(mixtureClass)) {
            longestWait.put(mixtureClass, wait.toMillis());
            longestWaiting = event;
        }
    }

    long longestWait(String mixtureClass) {
        return longestWait.getOrDefault(mixtureClass, 0L);
    }

    String longestWaiting() {
        return longestWaiting;
    }

    void violation(String text) {
        if (violations.size() < 5) {
            violations.add(text);
        }
    }

    void add(MixtureCounts other) {
        mixtures += other.mixtures;
        events += other.events;
        attempts += other.attempts;
        lost += other.lost;
        deliveredTwice += other.deliveredTwice;
        outOfOrder += other.outOfOrder;
        twoInFlight += other.twoInFlight;
        committedTooFar += other.committedTooFar;
        committedTooLittle += other.committedTooLittle;
        exceededLimits += other.exceededLimits;
        stuck += other.stuck;
        poison += other.poison;
        unsettled += other.unsettled;
        unfinished += other.unfinished;
        rereads += other.rereads;
        failures.addAll(other.failures);
        worstWronglyRejected = Math.max(worstWronglyRejected, other.worstWronglyRejected);
        other.wronglyRejected.forEach((kind, count) -> wronglyRejected.merge(kind, count, Integer::sum));
        other.settled.forEach((kind, times) ->
                settled.computeIfAbsent(kind, k -> new ArrayList<>()).addAll(times));
        other.longestWait.forEach((kind, wait) -> longestWait.merge(kind, wait, Math::max));
    }

    /** The promises without exception that were broken. */
    int broken() {
        return lost + deliveredTwice + outOfOrder + twoInFlight + committedTooFar + committedTooLittle;
    }

    /**
     * Other violations, which are rare: a partition that is read again can exceed the limit of uncommitted events by a few
     * percent, and the last events of an outage can be those that always fail.
     */
    int exceptions() {
        return exceededLimits + failures.size();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(mixtures + " mixtures, " + events + " events, " + attempts + " deliveries: " + lost + " lost, "
                + deliveredTwice + " delivered twice, " + outOfOrder + " out of order, " + twoInFlight
                + " times two of an item in flight, " + committedTooFar + " commits too far, " + committedTooLittle
                + " not far enough, " + exceededLimits
                + " times over a limit, " + failures.size() + " unexpected failures, " + stuck + " stuck; "
                + unsettled + " of " + poison + " poison events unsettled, " + unfinished
                + " events waiting for others of their item; wrongly rejected " + wronglyRejected
                + ", at most " + worstWronglyRejected + "; longest wait (ms) " + longestWait + "; " + rereads
                + " rereads; settled p50/max");
        settled.forEach((kind, times) -> {
            Collections.sort(times);
            text.append(" " + kind + " " + times.size() + " " + times.get(times.size() / 2) / 1000.0 + "/"
                    + times.get(times.size() - 1) / 1000.0 + " s");
        });
        return text.toString();
    }
}
