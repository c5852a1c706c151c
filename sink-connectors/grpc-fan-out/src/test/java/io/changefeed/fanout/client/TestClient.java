/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.changefeed.grpc.v1.ChangeFeedGrpc;
import io.changefeed.grpc.v1.ListTablesRequest;
import io.changefeed.grpc.v1.ListTablesResponse;
import io.changefeed.grpc.v1.StartAt;
import io.changefeed.grpc.v1.SubscribeRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client with one connection. */
public final class TestClient implements AutoCloseable {
    private final ManagedChannel channel;
    private final Metadata headers = new Metadata();

    public TestClient(int port) {
        this(ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
    }

    public TestClient(ManagedChannel channel) {
        this.channel = channel;
    }

    /** Sends a bearer token with each call. */
    public TestClient withToken(String bearerToken) {
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + bearerToken);
        return this;
    }

    public ManagedChannel channel() {
        return channel;
    }

    public ReceivedResponses subscribe(SubscribeRequest.Builder request) {
        return subscribe(request, false);
    }

    public ReceivedResponses subscribe(SubscribeRequest.Builder request, boolean isStalled) {
        ReceivedResponses responses = new ReceivedResponses(isStalled);
        ChangeFeedGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .subscribe(request.build(), responses);
        return responses;
    }

    public ReceivedResponses earliest() {
        return subscribe(from(StartAt.START_AT_EARLIEST));
    }

    public ReceivedResponses latest() {
        return subscribe(from(StartAt.START_AT_LATEST)).awaitCaughtUp();
    }

    public ReceivedResponses after(String token) {
        return subscribe(SubscribeRequest.newBuilder().setResumeToken(token));
    }

    public static SubscribeRequest.Builder from(StartAt start) {
        return SubscribeRequest.newBuilder().setStartAt(start);
    }

    public ListTablesResponse tables() {
        return ChangeFeedGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .listTables(ListTablesRequest.getDefaultInstance());
    }

    /** The metadata of the status details. */
    public static Map<String, String> details(Throwable reason) {
        @Nullable Status status = StatusProto.fromThrowable(reason);
        try {
            return status == null || status.getDetailsCount() == 0
                    ? Map.of()
                    : status.getDetails(0).unpack(ErrorInfo.class).getMetadataMap();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            if (!channel.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the channel did not terminate");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
