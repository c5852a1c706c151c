/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.Ring;
import java.util.function.BooleanSupplier;

/**
 * Where a subscription starts.
 *
 * @param hasReachedTip whether the ring contains, or has contained, everything that was in the topics when the
 *     subscription started; it does not block
 */
public record StartPosition(Ring ring, Cursor cursor, BooleanSupplier hasReachedTip) {}
