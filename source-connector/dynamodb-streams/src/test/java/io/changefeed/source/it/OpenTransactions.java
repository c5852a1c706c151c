/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static org.apache.kafka.clients.admin.AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG;

import io.changefeed.localstack.LocalStack;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;

/** Aborts transactions that a killed worker left open. */
public final class OpenTransactions {
    private OpenTransactions() {}

    /**
     * Aborts all open transactions. A restarted worker reads the offsets topic to its end, and would wait up to a minute
     * until they time out. A shorter timeout would also abort transactions of a running worker on a slow machine.
     */
    public static void abort(LocalStack stack) {
        try (Admin admin =
                Admin.create(Map.of(BOOTSTRAP_SERVERS_CONFIG, stack.broker().bootstrapServers()))) {
            ListTransactionsOptions open = new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
            List<String> ids = admin.listTransactions(open).all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .toList();
            admin.fenceProducers(ids).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not abort the open transactions", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while aborting transactions", e);
        }
    }
}
