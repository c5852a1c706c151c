/* SPDX-License-Identifier: Apache-2.0 */
/** Rows: an item's attributes as fields, and what the event says of them. Pure. */
@NullMarked
package io.changefeed.transforms.row;

import org.jspecify.annotations.NullMarked;
