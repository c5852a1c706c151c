/* SPDX-License-Identifier: Apache-2.0 */
/** The service {@code changefeed.v1.ChangeFeed}: from a request to a subscription, and from what ends it to a status. */
@NullMarked
package io.changefeed.fanout.service;

import org.jspecify.annotations.NullMarked;
