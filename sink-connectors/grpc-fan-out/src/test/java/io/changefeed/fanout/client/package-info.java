/* SPDX-License-Identifier: Apache-2.0 */
/** A client as users write it, on the generated classes. */
@NullMarked
package io.changefeed.fanout.client;

import org.jspecify.annotations.NullMarked;
