/* SPDX-License-Identifier: Apache-2.0 */
/** Counts what a record costs in allocations and calls, and compares it with bounds. Nothing is timed. */
@NullMarked
package io.changefeed.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
