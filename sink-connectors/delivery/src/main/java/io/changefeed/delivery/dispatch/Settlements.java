/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import io.changefeed.delivery.lane.PendingEvent;

/** Takes what becomes of events. */
interface Settlements {
    void delivered(PendingEvent event);

    void stale(PendingEvent event);

    void rejected(PendingEvent event, String reason);

    /** The event was not taken and will be delivered again. */
    void retried(PendingEvent event);
}
