/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import com.google.protobuf.ByteString;
import io.changefeed.event.Operation;
import io.changefeed.fanout.ring.HeldEvent;
import io.changefeed.fanout.wire.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a service tells a subscriber of events. One for each subscriber; used by one thread at a time. */
public interface Answers {
    /** The subscriber is to be told of an event. */
    void add(HeldEvent event, Operation told);

    /** How many events were added that were not taken. */
    int events();

    /** Whether what was added should be taken before more is. */
    boolean isFull();

    /** What to send of what was added, and forgets it. */
    List<Payload> take(TokenText token);

    /** What to send first of all: where the subscriber begins. */
    Optional<Payload> begun(TokenText token);

    /** What to send when the subscriber has come up to the newest event for the first time. */
    Optional<Payload> caughtUp(TokenText token);

    /** What to send as a sign of life. */
    Optional<Payload> heartbeat(TokenText token);

    Duration heartbeatInterval();

    /** Whether heartbeats come in between events, too. */
    boolean isHeartbeatAlways();

    /** Where the subscriber is after what is sent. */
    interface TokenText {
        ByteString utf8();
    }
}
