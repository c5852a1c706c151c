/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.source.offset.SignalOffset;
import java.util.List;

/**
 * The offset of the signal topic that one task stores, because a connector cannot store offsets.
 *
 * @param topic of the signals
 * @param offset to be stored
 * @param rejections since the last stored offset: which signal was rejected, and why; only the first ones if there are many
 */
public record SignalAssignment(String topic, SignalOffset offset, List<String> rejections) {
    public SignalAssignment {
        rejections = List.copyOf(rejections);
    }
}
