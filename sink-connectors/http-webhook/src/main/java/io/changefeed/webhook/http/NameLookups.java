/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import io.changefeed.connector.DaemonThreads;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks up host names without blocking the caller. A lookup can hang and cannot be interrupted, so each host has its own
 * thread while it is looked up. All callers that need the host in this time share the result. There are at most as many
 * threads as hosts, which the configuration names.
 */
final class NameLookups implements AutoCloseable {
    private final DnsResolver resolver;
    private final Map<String, CompletableFuture<List<InetAddress>>> running = new HashMap<>();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(DaemonThreads.named("changefeed-webhook-dns"));

    NameLookups(DnsResolver resolver) {
        this.resolver = resolver;
    }

    /** Returns the addresses of a host, at least one. The stage fails with an {@link UnknownHostException}. */
    synchronized CompletionStage<List<InetAddress>> lookUp(String host) {
        return running.computeIfAbsent(host, this::start);
    }

    private CompletableFuture<List<InetAddress>> start(String host) {
        CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                List<InetAddress> addresses = addresses(host);
                remove(host);
                result.complete(addresses);
            } catch (UnknownHostException | RuntimeException | Error e) {
                remove(host);
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private List<InetAddress> addresses(String host) throws UnknownHostException {
        InetAddress[] addresses = resolver.resolve(host);
        if (addresses == null || addresses.length == 0) {
            throw new UnknownHostException(host);
        }
        return List.of(addresses);
    }

    private synchronized void remove(String host) {
        running.remove(host);
    }

    /** The thread of a lookup that hangs ends with the lookup. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
