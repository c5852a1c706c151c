/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The HTTP webhook sink connector: {@code config} says what the endpoint wants, {@code request} where an event goes,
 * {@code body} and {@code signature} what is sent, {@code auth} on whose behalf, {@code http} and {@code address} how
 * and to which addresses, and {@code answer} what becomes of the events.
 */
@NullMarked
package io.changefeed.webhook;

import org.jspecify.annotations.NullMarked;
