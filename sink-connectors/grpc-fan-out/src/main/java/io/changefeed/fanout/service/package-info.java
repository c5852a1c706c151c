/* SPDX-License-Identifier: Apache-2.0 */
/** The service {@code changefeed.v1.ChangeFeed}: parses requests, starts subscriptions and maps their end to a status. */
@NullMarked
package io.changefeed.fanout.service;

import org.jspecify.annotations.NullMarked;
