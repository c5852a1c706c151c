/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.service;

import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.subscription.StartPosition;
import io.grpc.StatusRuntimeException;

/** Provides the ring that services read. */
public interface RingSource {
    /**
     * Returns the current ring. It can still miss events that are in the topics already.
     *
     * @throws StatusRuntimeException until the start offsets of the topics are known
     */
    Ring ring();

    /**
     * Returns a cursor after everything that is in the topics now, which can be after the newest event in the ring.
     *
     * @throws StatusRuntimeException while the server catches up with its topics
     */
    Cursor latest(Ring ring);

    /** Returns a start position. It has reached the tip when the server has read what is in the topics now. */
    StartPosition startAt(Ring ring, Cursor cursor);
}
