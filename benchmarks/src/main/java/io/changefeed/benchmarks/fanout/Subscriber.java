/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.fanout;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.changefeed.grpc.v1.StartAt;
import io.changefeed.grpc.v1.SubscribeRequest;
import io.changefeed.grpc.v1.SubscribeResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A subscriber that counts bytes or measures the latency of events. */
final class Subscriber extends ClientCall.Listener<ByteString> {
    /** A shorter response can contain the marker for the end of the buffer. */
    private static final int SHORT_RESPONSE_BYTES = 4_096;

    private final Channel channel;
    private final StartAt start;
    private final int messageLimit;
    private final LongAdder bytes;
    private final @Nullable LongConsumer latencies;
    private volatile @Nullable ClientCall<SubscribeRequest, ByteString> call;

    /**
     * @param messageLimit the number of responses that it requests
     * @param latencies accepts the nanoseconds from put to arrival of each event; null if only bytes are counted
     */
    private Subscriber(
            Channel channel, StartAt start, int messageLimit, LongAdder bytes, @Nullable LongConsumer latencies) {
        this.channel = channel;
        this.start = start;
        this.messageLimit = messageLimit;
        this.bytes = bytes;
        this.latencies = latencies;
    }

    /** Reads all buffered events, repeatedly. */
    static Subscriber continuous(Channel channel, LongAdder bytes) {
        return new Subscriber(channel, StartAt.START_AT_EARLIEST, Integer.MAX_VALUE, bytes, null).begin();
    }

    /** Subscribes from the earliest event, and requests a single response. */
    static Subscriber stalled(Channel channel) {
        return new Subscriber(channel, StartAt.START_AT_EARLIEST, 1, new LongAdder(), null).begin();
    }

    /** Reads new events and measures their latency. */
    static Subscriber live(Channel channel, LongConsumer latencies) {
        return new Subscriber(channel, StartAt.START_AT_LATEST, Integer.MAX_VALUE, new LongAdder(), latencies).begin();
    }

    /** Reads new events and only counts their bytes. */
    static Subscriber idle(Channel channel, LongAdder bytes) {
        return new Subscriber(channel, StartAt.START_AT_LATEST, Integer.MAX_VALUE, bytes, null).begin();
    }

    private Subscriber begin() {
        ClientCall<SubscribeRequest, ByteString> begun =
                channel.newCall(RawSubscribeMethod.SUBSCRIBE, CallOptions.DEFAULT);
        call = begun;
        begun.start(this, new Metadata());
        begun.request(messageLimit);
        begun.sendMessage(SubscribeRequest.newBuilder().setStartAt(start).build());
        begun.halfClose();
        return this;
    }

    void end() {
        ClientCall<SubscribeRequest, ByteString> running = call;
        call = null;
        if (running != null) {
            running.cancel("measured", null);
        }
    }

    @Override
    public void onMessage(ByteString response) {
        bytes.add(response.size());
        if (latencies != null || (start == StartAt.START_AT_EARLIEST && response.size() < SHORT_RESPONSE_BYTES)) {
            inspect(response, System.nanoTime());
        }
    }

    private void inspect(ByteString responseBytes, long now) {
        try {
            SubscribeResponse response = SubscribeResponse.parseFrom(responseBytes);
            if (latencies != null) {
                response.getEvents()
                        .getEventsList()
                        .forEach(event -> latencies.accept(now
                                - Long.parseLong(event.getAfter()
                                        .getAttributesOrThrow("put")
                                        .getN())));
            } else if (response.hasCaughtUp()) {
                restart();
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private void restart() {
        ClientCall<SubscribeRequest, ByteString> done = call;
        if (done != null) {
            call = null;
            done.cancel("all events received", null);
            new Subscriber(channel, start, messageLimit, bytes, null).begin();
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        if (call != null && status.getCode() != Status.Code.CANCELLED && status.getCode() != Status.Code.UNAVAILABLE) {
            System.err.println("a subscription ended: " + status);
        }
    }
}
