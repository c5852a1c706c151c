/* SPDX-License-Identifier: Apache-2.0 */
/** Signatures as Standard Webhooks 1.0 defines them. Pure. */
@NullMarked
package io.changefeed.webhook.signature;

import org.jspecify.annotations.NullMarked;
