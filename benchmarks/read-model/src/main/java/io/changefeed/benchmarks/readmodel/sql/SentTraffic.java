/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.sql;

import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.measure.Target;
import io.changefeed.benchmarks.readmodel.sql.SentStatements.Count;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.Proxy;
import java.time.Duration;

/** A proxy of a PostgreSQL server that counts what its clients send. */
final class SentTraffic implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    /** Until the statements of the start have ended. */
    private static final int SKIPPED_TRANSACTIONS = 20;

    private static final int COUNTED_TRANSACTIONS = 80;

    private final DatabaseServer server;
    private final SentStatements sent = new SentStatements();
    private final Proxy proxy;

    /**
     * The averages of transactions.
     *
     * @param statements without those that start and end the transaction
     * @param bytes of all messages to the server
     */
    record PerTransaction(double statements, double rows, double bytes) {}

    SentTraffic(DatabaseServer server) {
        this.server = server;
        this.proxy = new Proxy(server.port(), sent::observer);
    }

    String url() {
        return server.url(proxy.port());
    }

    /**
     * Counts what a running writer sends.
     *
     * @param check throws an exception if the writer has failed
     */
    PerTransaction measure(Target target, Runnable check) {
        awaitCommits(SKIPPED_TRANSACTIONS, check);
        Count before = sent.count();
        long writtenBefore = target.written();
        awaitCommits(before.commits() + COUNTED_TRANSACTIONS, check);
        Count counted = sent.count().since(before);
        double transactions = counted.commits();
        return new PerTransaction(
                counted.statements() / transactions,
                (target.written() - writtenBefore) / transactions,
                counted.bytes() / transactions);
    }

    private void awaitCommits(long commits, Runnable check) {
        await().atMost(TIMEOUT).pollInterval(POLL_INTERVAL).until(() -> {
            check.run();
            return sent.count().commits() >= commits;
        });
    }

    @Override
    public void close() {
        proxy.close();
    }
}
