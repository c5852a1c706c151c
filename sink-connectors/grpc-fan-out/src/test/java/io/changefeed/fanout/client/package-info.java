/* SPDX-License-Identifier: Apache-2.0 */
/** Subscribers as others write them, with the generated classes. */
@NullMarked
package io.changefeed.fanout.client;

import org.jspecify.annotations.NullMarked;
