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

/** The transactions that a worker leaves open when it is killed. */
public final class OpenTransactions {
    private OpenTransactions() {}

    /**
     * Has Kafka abort them now, and not a minute later, when they have timed out: a worker that comes back reads the
     * offsets topic to its end, and until then it does not get past them. A shorter timeout would do the same, and would
     * abort those of a living worker too when the machine is slow or the broker away.
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
            throw new IllegalStateException("interrupted while Kafka was asked to abort transactions", e);
        }
    }
}
