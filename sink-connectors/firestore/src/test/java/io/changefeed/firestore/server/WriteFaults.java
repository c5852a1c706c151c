/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.server;

import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.Write;
import com.google.firestore.v1.WriteResult;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.changefeed.firestore.server.FaultProxy.FaultPlan;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Removes writes from a BatchWrite request and inserts their statuses into the response. */
final class WriteFaults implements FaultProxy.MessageRewriter {
    private final FaultPlan.FailWrites plan;
    private final AtomicInteger count;
    private List<Boolean> isBroken = List.of();

    WriteFaults(FaultPlan.FailWrites plan, AtomicInteger count) {
        this.plan = plan;
        this.count = count;
    }

    @Override
    public synchronized byte[] request(byte[] message) {
        try {
            BatchWriteRequest request = BatchWriteRequest.parseFrom(message);
            List<Write> writes = request.getWritesList();
            isBroken = writes.stream().map(plan.which()::test).toList();
            BatchWriteRequest.Builder passed = request.toBuilder().clearWrites();
            for (int i = 0; i < writes.size(); i++) {
                if (isBroken.get(i)) {
                    count.incrementAndGet();
                } else {
                    passed.addWrites(writes.get(i));
                }
            }
            return passed.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public synchronized byte[] response(byte[] message) {
        try {
            BatchWriteResponse response = BatchWriteResponse.parseFrom(message);
            BatchWriteResponse.Builder complete = BatchWriteResponse.newBuilder();
            int passed = 0;
            for (boolean broken : isBroken) {
                if (broken) {
                    complete.addStatus(Status.newBuilder()
                                    .setCode(plan.code().value())
                                    .setMessage("broken by the test"))
                            .addWriteResults(WriteResult.getDefaultInstance());
                } else {
                    complete.addStatus(response.getStatus(passed)).addWriteResults(response.getWriteResults(passed));
                    passed++;
                }
            }
            return complete.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
