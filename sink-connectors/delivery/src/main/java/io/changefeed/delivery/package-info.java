/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What every sink shares: a record of a topic becomes a change event, waits in the lane of its item, is delivered with
 * others, and is acknowledged, tried again or sent to the dead letters as the {@link Destination} answers.
 */
@NullMarked
package io.changefeed.delivery;

import org.jspecify.annotations.NullMarked;
