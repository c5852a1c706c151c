/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import io.changefeed.delivery.Destination;
import io.changefeed.delivery.DestinationContract;
import io.changefeed.firestore.server.Documents;
import io.changefeed.firestore.server.FaultProxy;
import io.changefeed.firestore.server.FaultProxy.Fate;
import io.changefeed.firestore.server.TestFirestore;
import io.changefeed.firestore.write.WriteMode;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** What every destination must do, behind a proxy that breaks what it is told to. */
abstract class FirestoreContract extends DestinationContract {
    private final Optional<Guard> guard;
    private final String project = "p" + UUID.randomUUID();
    private final FaultProxy proxy = new FaultProxy(TestFirestore.host());
    private final Documents documents = new Documents(TestFirestore.host(), project);

    FirestoreContract(Optional<Guard> guard) {
        this.guard = guard;
    }

    @Override
    protected Destination open() {
        return TestDestinations.open(proxy.host(), project, guard, WriteMode.REPLACE);
    }

    @Override
    protected void take() {
        proxy.acceptConnections();
        proxy.decide(method -> new Fate.Pass());
    }

    @Override
    protected void beUnavailable() {
        proxy.acceptConnections();
        proxy.decide(method -> new Fate.Fail(Status.Code.UNAVAILABLE));
    }

    @Override
    protected void hang() {
        proxy.acceptConnections();
        proxy.decide(method -> new Fate.Hang());
    }

    @Override
    protected void beUnreachable() {
        proxy.refuseConnections();
    }

    @Override
    protected List<String> held() {
        return documents.in("orders").stream()
                .map(document -> document.getFieldsOrThrow("pk").getStringValue() + "/"
                        + document.getFieldsOrThrow("n").getIntegerValue())
                .toList();
    }

    /** An emulator takes none. */
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
