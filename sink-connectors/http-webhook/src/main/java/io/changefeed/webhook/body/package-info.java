/* SPDX-License-Identifier: Apache-2.0 */
/** The bodies of requests. Pure. */
@NullMarked
package io.changefeed.webhook.body;

import org.jspecify.annotations.NullMarked;
