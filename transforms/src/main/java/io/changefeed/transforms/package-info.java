/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Single message transforms for third-party sinks. {@code row} converts change events to rows, {@code type} contains the
 * types of declared fields.
 */
@NullMarked
package io.changefeed.transforms;

import org.jspecify.annotations.NullMarked;
