/* SPDX-License-Identifier: Apache-2.0 */
/** Notifications of failed tasks and unavailable endpoints. */
@NullMarked
package io.changefeed.webhook.notification;

import org.jspecify.annotations.NullMarked;
