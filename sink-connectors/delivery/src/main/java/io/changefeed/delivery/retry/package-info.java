/* SPDX-License-Identifier: Apache-2.0 */
/** When to deliver again what was not taken. Pure, but for the chance in the waits. */
@NullMarked
package io.changefeed.delivery.retry;

import org.jspecify.annotations.NullMarked;
