/* SPDX-License-Identifier: Apache-2.0 */
/** Subscriptions: each has a cursor and sends while its call accepts more, on threads that all subscriptions share. */
@NullMarked
package io.changefeed.fanout.subscription;

import org.jspecify.annotations.NullMarked;
