/* SPDX-License-Identifier: Apache-2.0 */
/** Measures throughput and latency of the gRPC fan-out server beside a bare gRPC server. */
@NullMarked
package io.changefeed.benchmarks.fanout;

import org.jspecify.annotations.NullMarked;
