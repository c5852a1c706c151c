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

/** A subscriber that counts bytes, or tells how late events come. */
final class Subscriber extends ClientCall.Listener<ByteString> {
    /** A short response may be the last of what is held. */
    private static final int SHORT = 4_096;

    private final Channel channel;
    private final StartAt start;
    private final int appetite;
    private final LongAdder bytes;
    private final @Nullable LongConsumer latencies;
    private volatile @Nullable ClientCall<SubscribeRequest, ByteString> call;

    /**
     * @param appetite how many responses it takes in all
     * @param latencies takes the nanoseconds from an event's put to its arrival; null when bytes alone are counted
     */
    private Subscriber(
            Channel channel, StartAt start, int appetite, LongAdder bytes, @Nullable LongConsumer latencies) {
        this.channel = channel;
        this.start = start;
        this.appetite = appetite;
        this.bytes = bytes;
        this.latencies = latencies;
    }

    /** Takes all that is held, again and again. */
    static Subscriber hungry(Channel channel, LongAdder bytes) {
        return new Subscriber(channel, StartAt.START_AT_EARLIEST, Integer.MAX_VALUE, bytes, null).begin();
    }

    /** Asks for all that is held, and takes nothing. */
    static Subscriber stalled(Channel channel) {
        return new Subscriber(channel, StartAt.START_AT_EARLIEST, 1, new LongAdder(), null).begin();
    }

    /** Takes what comes from now on. */
    static Subscriber prompt(Channel channel, LongConsumer latencies) {
        return new Subscriber(channel, StartAt.START_AT_LATEST, Integer.MAX_VALUE, new LongAdder(), latencies).begin();
    }

    /** Takes what comes from now on, and looks at nothing of it. */
    static Subscriber idle(Channel channel, LongAdder bytes) {
        return new Subscriber(channel, StartAt.START_AT_LATEST, Integer.MAX_VALUE, bytes, null).begin();
    }

    private Subscriber begin() {
        ClientCall<SubscribeRequest, ByteString> begun = channel.newCall(Raw.SUBSCRIBE, CallOptions.DEFAULT);
        call = begun;
        begun.start(this, new Metadata());
        begun.request(appetite);
        begun.sendMessage(SubscribeRequest.newBuilder().setStartAt(start).build());
        begun.halfClose();
        return this;
    }

    void end() {
        ClientCall<SubscribeRequest, ByteString> running = call;
        call = null;
        if (running != null) {
            running.cancel("enough", null);
        }
    }

    @Override
    public void onMessage(ByteString response) {
        bytes.add(response.size());
        if (latencies != null || (start == StartAt.START_AT_EARLIEST && response.size() < SHORT)) {
            look(response, System.nanoTime());
        }
    }

    private void look(ByteString bytesOfResponse, long now) {
        try {
            SubscribeResponse response = SubscribeResponse.parseFrom(bytesOfResponse);
            if (latencies != null) {
                response.getEvents()
                        .getEventsList()
                        .forEach(event -> latencies.accept(now
                                - Long.parseLong(event.getAfter()
                                        .getAttributesOrThrow("put")
                                        .getN())));
            } else if (response.hasCaughtUp()) {
                again();
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private void again() {
        ClientCall<SubscribeRequest, ByteString> done = call;
        if (done != null) {
            call = null;
            done.cancel("all was told", null);
            new Subscriber(channel, start, appetite, bytes, null).begin();
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        if (call != null && status.getCode() != Status.Code.CANCELLED && status.getCode() != Status.Code.UNAVAILABLE) {
            System.err.println("a subscriber was ended: " + status);
        }
    }
}
