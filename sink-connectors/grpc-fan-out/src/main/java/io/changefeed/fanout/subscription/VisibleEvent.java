/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import io.changefeed.event.Operation;

/**
 * How a subscriber sees an event.
 *
 * @param isKeyOnly whether the images are hidden, because they do not match the subscriber's filter
 */
public record VisibleEvent(Operation operation, boolean isKeyOnly) {}
