/* SPDX-License-Identifier: Apache-2.0 */
/** What all benchmarks share: processes, measurements, profiles, tables, and the events of the sinks. */
@NullMarked
package io.changefeed.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
