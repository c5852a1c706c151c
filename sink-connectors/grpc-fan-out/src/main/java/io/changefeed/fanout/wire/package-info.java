/* SPDX-License-Identifier: Apache-2.0 */
/** Events in the form in which they are sent, written once and put together for each subscriber without being written again. */
@NullMarked
package io.changefeed.fanout.wire;

import org.jspecify.annotations.NullMarked;
