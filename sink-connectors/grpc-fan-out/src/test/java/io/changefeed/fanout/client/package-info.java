/* SPDX-License-Identifier: Apache-2.0 */
/** A client on the generated classes, as users would write it. */
@NullMarked
package io.changefeed.fanout.client;

import org.jspecify.annotations.NullMarked;
