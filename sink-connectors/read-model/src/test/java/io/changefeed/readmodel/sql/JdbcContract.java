/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.Proxy;
import io.changefeed.delivery.DestinationContract;
import io.changefeed.delivery.destination.Destination;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** The contract of destinations, with the database behind a proxy. */
abstract class JdbcContract extends DestinationContract {
    private final DatabaseServer server;
    private final Proxy proxy;
    private final JdbcTestTable table;

    JdbcContract(DatabaseServer server, Map<String, String> properties) {
        this.server = server;
        proxy = new Proxy(server.port());
        table = new JdbcTestTable(
                        server,
                        Map.of(
                                "projection.key", "pk",
                                "projection.columns", "n",
                                "projection.column.n.cast", "integer"))
                .with("connection.url", server.url(proxy.port()))
                // The time that each test with an unavailable database takes.
                .with("connection.timeout.ms", "1500");
        properties.forEach(table::with);
    }

    @Override
    protected Destination<?> open() {
        return table.open();
    }

    @Override
    protected Destination<?> openAt(String host, int port) {
        return table.with("connection.url", server.url(port).replace("127.0.0.1", host))
                .open();
    }

    /** The drivers use the lookups of the JVM, on the thread of the delivery that also connects. */
    @Override
    protected Optional<Destination<?>> openWithHangingLookup() {
        return Optional.empty();
    }

    @Override
    protected void makeAvailable() {
        proxy.pass();
    }

    /** A database that is starting or stopping accepts connections and closes them. */
    @Override
    protected void makeUnavailable() {
        proxy.hangUp();
    }

    @Override
    protected void makeHang() {
        proxy.hold();
    }

    @Override
    protected void awaitHanging() throws InterruptedException {
        proxy.awaitHeld();
    }

    @Override
    protected void makeUnreachable() {
        proxy.refuse();
    }

    @Override
    protected List<String> storedEventIds() {
        if (table.rows("SELECT table_name FROM information_schema.tables WHERE table_name = '$t'")
                .isEmpty()) {
            return List.of();
        }
        return table.rows("SELECT pk, n FROM $t ORDER BY n").stream()
                .map(row -> row.get(0) + "/" + Optional.ofNullable(row.get(1)).orElseThrow())
                .toList();
    }

    @Override
    protected List<String> secrets() {
        return List.of(DatabaseServer.PASSWORD);
    }

    @AfterEach
    void release() {
        proxy.close();
        table.drop();
    }
}
