/* SPDX-License-Identifier: Apache-2.0 */
/** Code that all benchmarks share: processes, measurements, profiles, tables, and events for the sinks. */
@NullMarked
package io.changefeed.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
