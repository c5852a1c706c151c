/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import io.changefeed.delivery.lane.PendingEvent;
import java.util.Optional;

/**
 * An event that needs no delivery any more.
 *
 * @param rejection why the destination cannot take it; empty when it holds it
 */
public record Answered(PendingEvent event, Optional<String> rejection) {}
