/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

/**
 * The number of strikes that prove that a suspect is at fault. An event that fails by chance, with the share of failures
 * of the route, collects so many strikes once in 10,000 times.
 */
final class StrikeLimit {
    private static final int MIN = 3;
    private static final int MIN_AFTER_REJECTIONS = 2;
    private static final int UNRELIABLE = 20;
    private static final double CHANCE = 1e-4;
    private static final double MIN_SHARE = 0.01;
    private static final double UNRELIABLE_SHARE = 0.5;

    /** So many rejections in a row, without the recovery of a struck suspect, prove that the judgment is right. */
    private static final int RIGHT_REJECTIONS = 10;

    private static final int AVERAGED_RESULTS = 32;

    private double failureShare;
    private int rejectionsInARow;

    void onSuccess(Suspect suspect) {
        if (suspect.isStruck()) {
            rejectionsInARow = 0;
        } else {
            failureShare -= failureShare / AVERAGED_RESULTS;
        }
    }

    void onFailure(Suspect suspect) {
        if (!suspect.isStruck()) {
            failureShare += (1 - failureShare) / AVERAGED_RESULTS;
        }
    }

    void onRejected(Suspect suspect) {
        if (suspect.isStruck()) {
            rejectionsInARow++;
        }
    }

    /** Whether so many attempts fail that strikes alone prove nothing. */
    boolean isUnreliable() {
        return failureShare > UNRELIABLE_SHARE;
    }

    int strikes() {
        if (isUnreliable()) {
            return UNRELIABLE;
        }
        if (rejectionsInARow >= RIGHT_REJECTIONS) {
            return MIN_AFTER_REJECTIONS;
        }
        double byChance = Math.log10(CHANCE) / Math.log10(Math.max(failureShare, MIN_SHARE));
        return Math.max(MIN, (int) Math.ceil(byChance));
    }
}
