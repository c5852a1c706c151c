/* SPDX-License-Identifier: Apache-2.0 */
/** The HTTP client: sends requests to allowed addresses and reads responses. */
@NullMarked
package io.changefeed.webhook.http;

import org.jspecify.annotations.NullMarked;
