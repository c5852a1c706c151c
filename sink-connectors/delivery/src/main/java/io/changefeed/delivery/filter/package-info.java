/* SPDX-License-Identifier: Apache-2.0 */
/** Which events a sink delivers, and as what: {@code event.filter}. */
@NullMarked
package io.changefeed.delivery.filter;

import org.jspecify.annotations.NullMarked;
