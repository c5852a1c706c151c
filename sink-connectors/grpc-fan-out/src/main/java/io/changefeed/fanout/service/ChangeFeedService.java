/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.service;

import com.google.protobuf.Timestamp;
import io.changefeed.fanout.auth.Caller;
import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.OutOfRangeException;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.ring.TableRanges;
import io.changefeed.fanout.subscription.CallStatus;
import io.changefeed.fanout.subscription.EventSelection;
import io.changefeed.fanout.subscription.Subscription;
import io.changefeed.fanout.subscription.Subscriptions;
import io.changefeed.fanout.wire.Payload;
import io.changefeed.grpc.v1.ChangeFeedGrpc;
import io.changefeed.grpc.v1.ListTablesRequest;
import io.changefeed.grpc.v1.ListTablesResponse;
import io.changefeed.grpc.v1.SubscribeRequest;
import io.changefeed.grpc.v1.TableRange;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.time.Instant;

/** The service {@code changefeed.v1.ChangeFeed}. */
public final class ChangeFeedService {
    private final RingSource source;
    private final Subscriptions subscriptions;
    private final ChangeFeedResponses.BatchLimit limit;

    public ChangeFeedService(RingSource source, Subscriptions subscriptions, int batchEvents, int batchBytes) {
        this.source = source;
        this.subscriptions = subscriptions;
        this.limit = new ChangeFeedResponses.BatchLimit(batchEvents, batchBytes);
    }

    /** Returns the service definition, whose responses are already encoded. */
    public ServerServiceDefinition definition() {
        ServiceDescriptor generated = ChangeFeedGrpc.getServiceDescriptor();
        MethodDescriptor<SubscribeRequest, Payload> subscribe = ChangeFeedGrpc.getSubscribeMethod().toBuilder(
                        ChangeFeedGrpc.getSubscribeMethod().getRequestMarshaller(), Payload.MARSHALLER)
                .build();
        MethodDescriptor<ListTablesRequest, ListTablesResponse> listTables = ChangeFeedGrpc.getListTablesMethod();
        ServiceDescriptor descriptor = ServiceDescriptor.newBuilder(generated.getName())
                .setSchemaDescriptor(generated.getSchemaDescriptor())
                .addMethod(subscribe)
                .addMethod(listTables)
                .build();
        return ServerServiceDefinition.builder(descriptor)
                .addMethod(subscribe, new ServerStreamingHandler<>(this::subscribe))
                .addMethod(listTables, ServerCalls.asyncUnaryCall(this::listTables))
                .build();
    }

    private Subscription subscribe(SubscribeRequest message, ServerCall<SubscribeRequest, Payload> call) {
        SubscribeParameters parameters = new SubscribeParameters(message);
        EventSelection selection = parameters.selection(Caller.current());
        ChangeFeedResponses responses =
                new ChangeFeedResponses(parameters.images(), parameters.heartbeatInterval(), limit);
        Ring ring = source.ring();
        return subscriptions
                .start(call, source.startAt(ring, start(parameters, ring)), selection, responses)
                .orElseThrow(() ->
                        CallStatus.tooManySubscribers(subscriptions.limit()).exception());
    }

    private Cursor start(SubscribeParameters parameters, Ring ring) {
        try {
            return parameters.start(ring, source, subscriptions.codec());
        } catch (OutOfRangeException e) {
            throw CallStatus.outOfRange(String.valueOf(e.getMessage()), text(ring, ring.earliest()))
                    .exception();
        }
    }

    private void listTables(ListTablesRequest request, StreamObserver<ListTablesResponse> observer) {
        try {
            observer.onNext(tables(source.ring(), Caller.current()));
            observer.onCompleted();
        } catch (StatusRuntimeException e) {
            observer.onError(e);
        }
    }

    private String text(Ring ring, Cursor cursor) {
        return subscriptions.codec().text(ring.token(cursor));
    }

    private ListTablesResponse tables(Ring ring, Caller caller) {
        ListTablesResponse.Builder response = ListTablesResponse.newBuilder()
                .setEarliestToken(text(ring, ring.earliest()))
                .setLatestToken(text(ring, source.latest(ring)));
        TableRanges.of(ring).forEach((table, range) -> {
            if (caller.canRead(table.name())) {
                response.addTables(TableRange.newBuilder()
                        .setTable(table.name())
                        .setRegion(table.region())
                        .setAccount(table.account())
                        .setEvents(range.events())
                        .setOldestChangeTime(timestamp(range.oldest()))
                        .setNewestChangeTime(timestamp(range.newest())));
            }
        });
        return response.build();
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }
}
