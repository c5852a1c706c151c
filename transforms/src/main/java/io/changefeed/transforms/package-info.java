/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Single message transforms for sinks that are not ours: change event -> flat row. {@code row} makes the row, {@code type}
 * is what a field can be declared as.
 */
@NullMarked
package io.changefeed.transforms;

import org.jspecify.annotations.NullMarked;
