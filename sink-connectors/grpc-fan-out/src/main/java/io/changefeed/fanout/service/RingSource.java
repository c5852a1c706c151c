/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.service;

import io.changefeed.fanout.ring.Ring;
import io.grpc.StatusRuntimeException;

/** Provides the ring that services read. */
public interface RingSource {
    /**
     * Returns the current ring.
     *
     * @throws StatusRuntimeException while the ring is not warm
     */
    Ring ring();
}
