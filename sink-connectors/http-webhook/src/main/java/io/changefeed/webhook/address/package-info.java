/* SPDX-License-Identifier: Apache-2.0 */
/** The addresses that requests must not be sent to. Pure. */
@NullMarked
package io.changefeed.webhook.address;

import org.jspecify.annotations.NullMarked;
