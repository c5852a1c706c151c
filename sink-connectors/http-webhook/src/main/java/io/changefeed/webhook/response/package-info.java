/* SPDX-License-Identifier: Apache-2.0 */
/** What the endpoint's replies mean for the events. Pure. */
@NullMarked
package io.changefeed.webhook.response;

import org.jspecify.annotations.NullMarked;
