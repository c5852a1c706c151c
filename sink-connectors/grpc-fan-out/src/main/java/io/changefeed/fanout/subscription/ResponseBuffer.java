/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import com.google.protobuf.ByteString;
import io.changefeed.fanout.ring.BufferedEvent;
import io.changefeed.fanout.wire.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Builds the responses of a service to one subscriber. Used by one thread at a time. */
public interface ResponseBuffer {
    /** Adds an event as the subscriber sees it. */
    void add(BufferedEvent event, VisibleEvent visibleAs);

    /** The number of events added since the last {@link #drain}. */
    int events();

    /** Whether the events should be drained before more are added. */
    boolean isFull();

    /** Returns the responses for the added events and empties the buffer. */
    List<Payload> drain(TokenSupplier token);

    /** The first response of a call: the start position. */
    Optional<Payload> started(TokenSupplier token);

    /** The response when the subscriber reaches the newest event for the first time. */
    Optional<Payload> caughtUp(TokenSupplier token);

    /** The heartbeat response. */
    Optional<Payload> heartbeat(TokenSupplier token);

    Duration heartbeatInterval();

    /** Whether heartbeats are sent even while events are sent. */
    boolean sendsUnconditionalHeartbeats();

    /** Provides the token for the position after the response. */
    interface TokenSupplier {
        ByteString utf8();
    }
}
