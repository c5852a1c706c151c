/* SPDX-License-Identifier: Apache-2.0 */
/** The authorization of requests. */
@NullMarked
package io.changefeed.webhook.auth;

import org.jspecify.annotations.NullMarked;
