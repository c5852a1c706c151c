/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.internal.DnsNameResolverProvider;
import java.net.URI;

/** Replaces the name lookups of gRPC in the JVM of the tests, so that those of one host never return. */
final class HangingLookups extends NameResolverProvider {
    private static final String HOST = "lookup-hangs.test";

    private final DnsNameResolverProvider others = new DnsNameResolverProvider();

    static {
        NameResolverRegistry.getDefaultRegistry().register(new HangingLookups());
    }

    private HangingLookups() {}

    /** Host and port. */
    static String host() {
        return HOST + ":443";
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return target.getPath().contains(HOST)
                ? new NameResolver() {
                    @Override
                    public String getServiceAuthority() {
                        return HOST;
                    }

                    @Override
                    public void start(Listener2 listener) {
                        // Never calls the listener.
                    }

                    @Override
                    public void shutdown() {
                        // Has no resources.
                    }
                }
                : others.newNameResolver(target, args);
    }

    @Override
    public String getDefaultScheme() {
        return others.getDefaultScheme();
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    /** Higher than that of the DNS. */
    @Override
    protected int priority() {
        return 10;
    }
}
