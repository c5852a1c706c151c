/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import com.google.protobuf.ByteString;
import io.changefeed.event.Operation;
import io.changefeed.grpc.v1.SubscribeResponse;
import java.util.ArrayList;
import java.util.List;

/** Encoded events that form the next response to one subscriber. */
public final class ResponseBatch {
    private final List<ByteString> parts = new ArrayList<>();
    private int bytes;
    private int events;

    public void add(EncodedEvent event, Operation visibleAs, Images images) {
        bytes += event.addTo(parts, visibleAs, images);
        events++;
    }

    public int events() {
        return events;
    }

    public int bytes() {
        return bytes;
    }

    /** Builds the response with these events and empties the batch. */
    public Payload response(ByteString token) {
        List<ByteString> response = new ArrayList<>(parts.size() + 3);
        response.add(FieldHeaders.lengthDelimited(SubscribeResponse.RESUME_TOKEN_FIELD_NUMBER, token.size()));
        response.add(token);
        response.add(FieldHeaders.lengthDelimited(SubscribeResponse.EVENTS_FIELD_NUMBER, bytes));
        response.addAll(parts);
        parts.clear();
        bytes = 0;
        events = 0;
        return new Payload(response);
    }
}
