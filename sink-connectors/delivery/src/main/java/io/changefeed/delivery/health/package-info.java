/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Judges failed deliveries by evidence. The event is at fault if later attempts of other items of its route succeed, the
 * route if its events fail while those of other routes succeed, and the destination if nothing succeeds. Pure: time and
 * results are passed in.
 */
@NullMarked
package io.changefeed.delivery.health;

import org.jspecify.annotations.NullMarked;
