/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import java.util.List;

/**
 * The signals of one poll.
 *
 * @param rejections one message for each record that is not a valid signal
 * @param nextOffset the offset after the last record of the poll
 */
public record SignalBatch(List<Signal> signals, List<String> rejections, long nextOffset) {
    public SignalBatch {
        signals = List.copyOf(signals);
        rejections = List.copyOf(rejections);
    }
}
