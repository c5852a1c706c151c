/* SPDX-License-Identifier: Apache-2.0 */
/** The classification of responses as results of events. Pure. */
@NullMarked
package io.changefeed.webhook.response;

import org.jspecify.annotations.NullMarked;
