/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Measures the read-model sink in a real worker with PostgreSQL, beside a bare loop of its statement and beside another
 * sink.
 */
@NullMarked
package io.changefeed.benchmarks.readmodel;

import org.jspecify.annotations.NullMarked;
