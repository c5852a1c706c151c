/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.service;

import io.changefeed.fanout.ring.Ring;
import io.grpc.StatusRuntimeException;

/** Where services get what they tell of. */
public interface Source {
    /**
     * The ring to read.
     *
     * @throws StatusRuntimeException while it is not filled
     */
    Ring ring();
}
