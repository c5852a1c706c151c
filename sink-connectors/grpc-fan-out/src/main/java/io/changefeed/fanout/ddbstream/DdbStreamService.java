/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ddbstream;

import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.delivery.filter.ItemFilter;
import io.changefeed.fanout.auth.Caller;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.service.RingSource;
import io.changefeed.fanout.service.ServerStreamingHandler;
import io.changefeed.fanout.subscription.CallStatus;
import io.changefeed.fanout.subscription.EventSelection;
import io.changefeed.fanout.subscription.Subscription;
import io.changefeed.fanout.subscription.Subscriptions;
import io.changefeed.fanout.wire.Payload;
import io.changefeed.grpc.ddbstream.DdbStreamGrpc;
import io.changefeed.grpc.ddbstream.SubscribeRequest;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.Map;
import java.util.Set;

/** The service {@code ddbstream.DdbStream}: new events of all tables that the caller may read. */
public final class DdbStreamService {
    private final RingSource source;
    private final Subscriptions subscriptions;

    public DdbStreamService(RingSource source, Subscriptions subscriptions) {
        this.source = source;
        this.subscriptions = subscriptions;
    }

    public ServerServiceDefinition definition() {
        ServiceDescriptor generated = DdbStreamGrpc.getServiceDescriptor();
        MethodDescriptor<SubscribeRequest, Payload> subscribe = DdbStreamGrpc.getSubscribeMethod().toBuilder(
                        DdbStreamGrpc.getSubscribeMethod().getRequestMarshaller(), Payload.MARSHALLER)
                .build();
        ServiceDescriptor descriptor = ServiceDescriptor.newBuilder(generated.getName())
                .setSchemaDescriptor(generated.getSchemaDescriptor())
                .addMethod(subscribe)
                .build();
        return ServerServiceDefinition.builder(descriptor)
                .addMethod(subscribe, new ServerStreamingHandler<>(this::subscribe))
                .build();
    }

    private Subscription subscribe(SubscribeRequest request, ServerCall<SubscribeRequest, Payload> call) {
        Set<String> tables = Caller.current().tables().orElse(Set.of());
        EventSelection selection = new EventSelection(
                new EventFilter(new ItemFilter(tables, Map.of(), Map.of(), Map.of()), Set.of()),
                Caller.current().isRestricted());
        Ring ring = source.ring();
        return subscriptions
                .start(call, source.startAt(ring, source.latest(ring)), selection, new BroadcastResponses())
                .orElseThrow(() ->
                        CallStatus.tooManySubscribers(subscriptions.limit()).exception());
    }
}
