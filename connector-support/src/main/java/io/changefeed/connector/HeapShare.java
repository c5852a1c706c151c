/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.util.Optional;

/** Limits the memory that a property reserves to a share of the worker's heap. */
public final class HeapShare {
    private static final int MIB = 1024 * 1024;

    private HeapShare() {}

    /**
     * Returns why an amount of memory cannot be used on this worker; empty if it is at most three quarters of the heap.
     * The rest is needed by the worker itself, its consumers and its producers.
     *
     * @param bytes heap bytes
     */
    public static Optional<String> problem(long bytes) {
        return problem(bytes, Runtime.getRuntime().maxMemory());
    }

    static Optional<String> problem(long bytes, long heap) {
        long limit = heap / 4 * 3;
        return bytes <= limit
                ? Optional.empty()
                : Optional.of("The heap of this worker has " + heap / MIB + " MiB, of which at most " + limit / MIB
                        + " MiB (" + limit + " bytes) can be used: reduce the value, or increase the maximum heap size"
                        + " (-Xmx) of every worker.");
    }
}
