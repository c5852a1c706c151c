/* SPDX-License-Identifier: Apache-2.0 */
/** What waits to be delivered: a lane per item, and batches of the lanes' first events. Pure. */
@NullMarked
package io.changefeed.delivery.lane;

import org.jspecify.annotations.NullMarked;
