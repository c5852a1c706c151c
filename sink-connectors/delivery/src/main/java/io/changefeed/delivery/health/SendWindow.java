/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

/** The number of attempts of a route that can be in flight: doubled by a success and halved by a failure. */
final class SendWindow {
    /** If all of them hang, their timeouts open the route. */
    private static final int INITIAL = NewSuspects.OUTAGE;

    private static final int MAX = 1 << 16;

    private int size = INITIAL;
    private int inFlight;

    boolean isOpen(int limit) {
        return inFlight < Math.min(size, limit);
    }

    int inFlight() {
        return inFlight;
    }

    void onBegin() {
        inFlight++;
    }

    void onEnd() {
        inFlight--;
    }

    void onSuccess() {
        size = Math.min(MAX, size * 2);
    }

    void onFailure() {
        size = Math.max(1, size / 2);
    }
}
