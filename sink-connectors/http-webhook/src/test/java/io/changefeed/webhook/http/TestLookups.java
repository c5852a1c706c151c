/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Name lookups that do not leave this process. Every name has the same addresses; lookups of names that start with
 * {@code hanging} do not return before {@link #close}, and cannot be interrupted, like those of the operating system.
 */
public final class TestLookups implements DnsResolver, AutoCloseable {
    private final InetAddress[] addresses;
    private final List<String> names = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    /** Every name has the loopback address. */
    public TestLookups() {
        this(InetAddress.getLoopbackAddress());
    }

    public TestLookups(InetAddress... addresses) {
        this.addresses = addresses.clone();
    }

    /** Returns settings that use these lookups. */
    public HttpSettings in(HttpSettings settings) {
        return new HttpSettings(
                settings.connections(),
                settings.connectTimeout(),
                settings.requestTimeout(),
                settings.privateAddresses(),
                this,
                settings.proxy(),
                settings.tls());
    }

    /** Creates a client that uses these lookups. */
    public PostClient client(HttpSettings settings) {
        return new PostClient(in(settings));
    }

    /** The names that were looked up. */
    public List<String> names() {
        return names;
    }

    @Override
    public InetAddress[] resolve(String name) throws UnknownHostException {
        names.add(name);
        if (name.startsWith("hanging")) {
            awaitEnd();
            throw new UnknownHostException(name);
        }
        return addresses.clone();
    }

    private void awaitEnd() {
        boolean isInterrupted = false;
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    @Override
    public void close() {
        end.countDown();
    }
}
