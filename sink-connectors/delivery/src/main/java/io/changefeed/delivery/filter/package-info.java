/* SPDX-License-Identifier: Apache-2.0 */
/** Selects the events that a sink delivers: {@code event.filter}. */
@NullMarked
package io.changefeed.delivery.filter;

import org.jspecify.annotations.NullMarked;
