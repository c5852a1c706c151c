/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import io.changefeed.event.Operation;
import io.changefeed.grpc.v1.SubscribeResponse;
import java.util.ArrayList;
import java.util.List;

/** Events that are put together for one subscriber. */
public final class Batch {
    private final List<Slice> slices = new ArrayList<>();
    private int bytes;
    private int events;

    public void add(EncodedEvent event, Operation told, Images images) {
        bytes += event.addTo(slices, told, images);
        events++;
    }

    public int events() {
        return events;
    }

    public int bytes() {
        return bytes;
    }

    /** The response with these events, which are then no longer in the batch. */
    public Payload response(byte[] token) {
        List<Slice> response = new ArrayList<>(slices.size() + 3);
        response.add(Slice.of(Frames.header(SubscribeResponse.RESUME_TOKEN_FIELD_NUMBER, token.length)));
        response.add(Slice.of(token));
        response.add(Slice.of(Frames.header(SubscribeResponse.EVENTS_FIELD_NUMBER, bytes)));
        response.addAll(slices);
        slices.clear();
        bytes = 0;
        events = 0;
        return new Payload(response);
    }
}
