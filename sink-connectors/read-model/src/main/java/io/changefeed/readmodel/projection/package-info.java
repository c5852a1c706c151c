/* SPDX-License-Identifier: Apache-2.0 */
/** What a change event does to the target table: which row shows an item, and with which values. Pure. */
@NullMarked
package io.changefeed.readmodel.projection;

import org.jspecify.annotations.NullMarked;
