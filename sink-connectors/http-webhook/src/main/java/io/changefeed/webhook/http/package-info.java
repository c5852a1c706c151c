/* SPDX-License-Identifier: Apache-2.0 */
/** The HTTP client. */
@NullMarked
package io.changefeed.webhook.http;

import org.jspecify.annotations.NullMarked;
