/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The program that runs the benchmarks. Each package below measures one connector in a real worker, beside a bare
 * client.
 */
@NullMarked
package io.changefeed.benchmarks;

import org.jspecify.annotations.NullMarked;
