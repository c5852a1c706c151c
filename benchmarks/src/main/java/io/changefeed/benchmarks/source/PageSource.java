/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import java.io.IOException;
import java.util.Optional;

/** One way to call GetRecords. */
interface PageSource {
    /**
     * What a loop needs of a page.
     *
     * @param bytes of changes, as DynamoDB counts them; 0 where the page is not looked into
     * @param next the next iterator; empty when the page was and nothing more will come
     */
    record Page(long records, long bytes, Optional<String> next) {}

    /** One thread's own; it is called again and again. */
    interface Caller {
        Page page(String iterator) throws IOException;
    }

    Caller caller();
}
