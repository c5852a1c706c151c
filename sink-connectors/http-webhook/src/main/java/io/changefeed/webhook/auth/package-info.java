/* SPDX-License-Identifier: Apache-2.0 */
/** On whose behalf requests are sent. */
@NullMarked
package io.changefeed.webhook.auth;

import org.jspecify.annotations.NullMarked;
