/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.source.offset.SignalOffset;
import java.util.List;

/**
 * What a task is told of signals: to store how far they are settled, which a connector cannot.
 *
 * @param topic of the signals
 * @param offset to be stored
 * @param refusals since the last time, for people: which signal, and why; the first of them where there are many
 */
public record SignalAssignment(String topic, SignalOffset offset, List<String> refusals) {
    public SignalAssignment {
        refusals = List.copyOf(refusals);
    }
}
