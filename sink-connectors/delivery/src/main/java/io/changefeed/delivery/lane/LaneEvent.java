/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.lane;

/**
 * An event in the lane of its item.
 *
 * @param number rises with every event that arrives
 * @param route events with equal routes can be delivered together
 */
public record LaneEvent(long number, LaneKey lane, Object route, PendingEvent pending, Failures failures) {
    public LaneEvent with(Failures failures) {
        return new LaneEvent(number, lane, route, pending, failures);
    }

    public boolean isVoid() {
        return pending.receipt().isVoid();
    }
}
