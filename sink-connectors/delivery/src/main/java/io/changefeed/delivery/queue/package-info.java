/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Decides which events are delivered next: one lane per item, batches of the first events of the lanes, retries and
 * back-off. Pure, except for the jitter.
 */
@NullMarked
package io.changefeed.delivery.queue;

import org.jspecify.annotations.NullMarked;
