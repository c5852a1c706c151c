/* SPDX-License-Identifier: Apache-2.0 */
/** Converts change events to row changes: which row shows an item, and with which values. Free of side effects. */
@NullMarked
package io.changefeed.readmodel.projection;

import org.jspecify.annotations.NullMarked;
