/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Measures how fast a source connector in a real worker reads a stream, beside a bare loop of the AWS SDK over the same
 * pages; what it costs; and what of that is whose. What is measured of sinks is in the packages below.
 */
@NullMarked
package io.changefeed.benchmarks;

import org.jspecify.annotations.NullMarked;
