/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import io.changefeed.grpc.v1.ChangeFeedGrpc;
import io.changefeed.grpc.v1.StartAt;
import io.changefeed.grpc.v1.SubscribeRequest;
import io.changefeed.grpc.v1.SubscribeResponse;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;

/** A subscriber of a gRPC fan-out that ignores what it receives. It ends when the server ends its call. */
final class IdleSubscriber implements AutoCloseable {
    private final ManagedChannel channel;

    IdleSubscriber(int port) {
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
        ChangeFeedGrpc.newStub(channel)
                .withWaitForReady()
                .subscribe(
                        SubscribeRequest.newBuilder()
                                .setStartAt(StartAt.START_AT_EARLIEST)
                                .build(),
                        new StreamObserver<>() {
                            @Override
                            public void onNext(SubscribeResponse response) {}

                            @Override
                            public void onError(Throwable status) {}

                            @Override
                            public void onCompleted() {}
                        });
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
