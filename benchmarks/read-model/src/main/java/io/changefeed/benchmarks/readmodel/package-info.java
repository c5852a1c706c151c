/* SPDX-License-Identifier: Apache-2.0 */
/** The program that measures the read-model sinks in a real worker. */
@NullMarked
package io.changefeed.benchmarks.readmodel;

import org.jspecify.annotations.NullMarked;
