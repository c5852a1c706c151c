/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import java.util.List;

/**
 * The signals of one read.
 *
 * @param refusals of records that are no signals: which, and why
 * @param next the offset behind all that was read
 */
public record SignalBatch(List<Signal> signals, List<String> refusals, long next) {
    public SignalBatch {
        signals = List.copyOf(signals);
        refusals = List.copyOf(refusals);
    }
}
