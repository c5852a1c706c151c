/* SPDX-License-Identifier: Apache-2.0 */
/** The gRPC fan-out server beside a bare gRPC server: how much it tells how many subscribers, and how soon. */
@NullMarked
package io.changefeed.benchmarks.fanout;

import org.jspecify.annotations.NullMarked;
