/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

/** What happened while histories were delivered. */
final class HistoryCounts {
    int histories;
    /** The changes of the histories, each of which is delivered several times. */
    int changes;

    int delivered;
    int stale;
    int rejected;
    int retried;
    /** The deliveries that a task aborted, or that its end cut off. */
    int aborted;

    int killed;
    int lost;
    int differences;

    @Override
    public String toString() {
        return histories + " histories, " + changes + " changes, " + delivered + " delivered, " + stale + " stale, "
                + rejected + " rejected, " + retried + " retried, " + aborted + " deliveries aborted, " + killed
                + " tasks killed, " + lost + " tables lost, " + differences + " differences";
    }
}
