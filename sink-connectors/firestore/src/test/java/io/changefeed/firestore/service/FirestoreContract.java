/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import static org.awaitility.Awaitility.await;

import io.changefeed.delivery.DestinationContract;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.firestore.server.FaultProxy;
import io.changefeed.firestore.server.FaultProxy.FaultPlan;
import io.changefeed.firestore.server.FirestoreDocuments;
import io.changefeed.firestore.server.TestFirestore;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** Verifies the contract of destinations with a proxy that breaks calls. */
abstract class FirestoreContract extends DestinationContract {
    private final Optional<StaleWriteGuard> guard;
    private final String project = "p" + UUID.randomUUID();
    private final FaultProxy proxy = new FaultProxy(TestFirestore.host());
    private final FirestoreDocuments documents = new FirestoreDocuments(TestFirestore.host(), project);

    FirestoreContract(Optional<StaleWriteGuard> guard) {
        this.guard = guard;
    }

    @Override
    protected Destination<?> open() {
        return TestDestinations.open(proxy.host(), project, guard);
    }

    @Override
    protected Destination<?> openAt(String host, int port) {
        return TestDestinations.open(host + ":" + port, project, guard);
    }

    @Override
    protected Optional<Destination<?>> openWithHangingLookup() {
        return Optional.of(TestDestinations.open(HangingLookups.host(), project, guard));
    }

    @Override
    protected void makeAvailable() {
        proxy.acceptConnections();
        proxy.plan(method -> new FaultPlan.Pass());
    }

    @Override
    protected void makeUnavailable() {
        proxy.acceptConnections();
        proxy.plan(method -> new FaultPlan.Fail(Status.Code.UNAVAILABLE));
    }

    @Override
    protected void makeHang() {
        proxy.acceptConnections();
        proxy.plan(method -> new FaultPlan.Hang());
    }

    @Override
    protected void makeHangAfterFirstCall() {
        proxy.plan(method -> method.equals("BeginTransaction") ? new FaultPlan.Pass() : new FaultPlan.Hang());
    }

    @Override
    protected void awaitHanging() {
        await().until(() -> proxy.broken() > 0);
    }

    @Override
    protected void makeUnreachable() {
        proxy.refuseConnections();
    }

    @Override
    protected List<String> storedEventIds() {
        return documents.in("orders").stream()
                .map(document -> document.getFieldsOrThrow("pk").getStringValue() + "/"
                        + document.getFieldsOrThrow("n").getIntegerValue())
                .toList();
    }

    /** An emulator uses no credentials. */
    @Override
    protected List<String> secrets() {
        return List.of();
    }

    @AfterEach
    void release() {
        proxy.close();
        documents.close();
    }
}
