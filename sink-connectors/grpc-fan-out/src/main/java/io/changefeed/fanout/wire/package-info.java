/* SPDX-License-Identifier: Apache-2.0 */
/** The wire format: each event is encoded once and assembled into responses without being encoded again. */
@NullMarked
package io.changefeed.fanout.wire;

import org.jspecify.annotations.NullMarked;
