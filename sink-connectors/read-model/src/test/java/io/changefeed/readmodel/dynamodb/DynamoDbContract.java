/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.delivery.DestinationContract;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.N;
import io.changefeed.readmodel.dynamodb.FaultyEndpoint.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** The contract of destinations, with an endpoint that injects faults into calls. */
abstract class DynamoDbContract extends DestinationContract {
    private static final String SECRET = "swordfish";

    private final boolean isGuarded;
    private final FaultyEndpoint endpoint = new FaultyEndpoint();
    private final DynamoDbTestTable table = new DynamoDbTestTable("orders-read", "pk:S");

    DynamoDbContract(boolean isGuarded) {
        this.isGuarded = isGuarded;
    }

    @Override
    protected Destination<?> open() {
        return open(endpoint.uri());
    }

    @Override
    protected Destination<?> openAt(String host, int port) {
        return open("http://" + host + ":" + port);
    }

    /** The SDK uses the lookups of the JVM. */
    @Override
    protected Optional<Destination<?>> openWithHangingLookup() {
        return Optional.empty();
    }

    private Destination<?> open(String uri) {
        Map<String, String> more = new HashMap<>();
        more.put("aws.endpoint", uri);
        more.put("aws.secret.access.key", SECRET);
        more.put("projection.source.key", "pk");
        more.put("projection.key", "pk");
        more.put("projection.columns", "n");
        more.put("stale.write.guard", Boolean.toString(isGuarded));
        return table.open(more);
    }

    @Override
    protected void makeAvailable() {
        endpoint.use((action, body) -> Reply.FORWARD);
    }

    @Override
    protected void makeUnavailable() {
        endpoint.use((action, body) -> new Reply(503, ""));
    }

    @Override
    protected void makeHang() {
        endpoint.use((action, body) -> Reply.HANG);
    }

    @Override
    protected void makeHangAfterFirstCall() {
        AtomicInteger calls = new AtomicInteger();
        endpoint.use((action, body) -> calls.getAndIncrement() == 0 ? Reply.FORWARD : Reply.HANG);
    }

    @Override
    protected void awaitHanging() throws InterruptedException {
        endpoint.awaitHanging();
    }

    @Override
    protected void makeUnreachable() {
        endpoint.refuseConnections();
    }

    @Override
    protected List<String> storedEventIds() {
        List<String> held = new ArrayList<>();
        table.rows(List.of("pk")).forEach((key, row) -> held.add(key.get(0) + "/" + digits(row)));
        return held;
    }

    private static String digits(Map<String, ItemValue> row) {
        return row.get("n") instanceof N number ? number.digits() : "none";
    }

    @Override
    protected List<String> secrets() {
        return List.of(SECRET);
    }

    @AfterEach
    void release() {
        endpoint.close();
        table.close();
    }
}
