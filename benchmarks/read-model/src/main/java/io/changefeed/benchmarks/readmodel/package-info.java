/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Measures how fast a sink connector in a real worker keeps a table of PostgreSQL equal to a topic, beside a bare loop of the
 * same statement and beside another sink.
 */
@NullMarked
package io.changefeed.benchmarks.readmodel;

import org.jspecify.annotations.NullMarked;
