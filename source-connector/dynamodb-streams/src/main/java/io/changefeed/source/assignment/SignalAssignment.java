/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.source.offset.SignalOffset;
import java.util.List;

/**
 * The offset of the signal topic that one task stores, because a connector cannot store offsets.
 *
 * @param topic the signal topic
 * @param offset the offset to store
 * @param rejections one message for each signal that was rejected since the last stored offset, up to a limit
 */
public record SignalAssignment(String topic, SignalOffset offset, List<String> rejections) {
    public SignalAssignment {
        rejections = List.copyOf(rejections);
    }
}
