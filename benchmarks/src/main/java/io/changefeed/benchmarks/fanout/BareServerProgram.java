/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.fanout;

import com.google.protobuf.ByteString;
import io.changefeed.grpc.v1.SubscribeRequest;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/**
 * Streams the same bytes to every subscriber as fast as its call accepts them: {@code BareServerProgram <port>
 * <bytes>}.
 */
public final class BareServerProgram {
    private final ByteString response;

    private BareServerProgram(int bytes) {
        response = ByteString.copyFrom(new byte[bytes]);
    }

    public static void main(String[] arguments) throws IOException {
        BareServerProgram program = new BareServerProgram(Integer.parseInt(arguments[1]));
        NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])))
                .executor(Executors.newFixedThreadPool(
                        Math.max(2, Runtime.getRuntime().availableProcessors())))
                .addService(ServerServiceDefinition.builder("changefeed.v1.ChangeFeed")
                        .addMethod(
                                RawSubscribeMethod.SUBSCRIBE, ServerCalls.asyncServerStreamingCall(program::subscribe))
                        .build())
                .build()
                .start();
        ServerCommands.serve(line -> "");
    }

    private void subscribe(SubscribeRequest request, StreamObserver<ByteString> observer) {
        ServerCallStreamObserver<ByteString> call = (ServerCallStreamObserver<ByteString>) observer;
        call.setOnCancelHandler(() -> {});
        call.setOnReadyHandler(() -> {
            while (call.isReady() && !call.isCancelled()) {
                call.onNext(response);
            }
        });
    }
}
