/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import java.io.IOException;
import java.util.Optional;

/** A way to call GetRecords. */
interface PageSource {
    /**
     * The part of a page that a loop needs.
     *
     * @param bytes the size of the changes as DynamoDB counts it; 0 if the page is not parsed
     * @param next the next iterator; empty after an empty page
     */
    record Page(long records, long bytes, Optional<String> next) {}

    /** Calls GetRecords repeatedly, in one thread. */
    interface Caller {
        Page page(String iterator) throws IOException;
    }

    Caller caller();
}
