/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.auth;

import io.grpc.Context;
import java.util.Optional;
import java.util.Set;

/**
 * The authenticated caller of a gRPC call.
 *
 * @param name the name of its token, for error messages
 * @param tables the tables that the caller may read; empty for all tables
 */
public record Caller(String name, Optional<Set<String>> tables) {
    static final Context.Key<Caller> KEY = Context.key("changefeed-caller");

    private static final Caller ANONYMOUS = new Caller("anonymous", Optional.empty());

    public Caller {
        tables = tables.map(Set::copyOf);
    }

    /** Returns the caller of the current call. If no tokens are configured, this caller may read every table. */
    public static Caller current() {
        Caller caller = KEY.get();
        return caller == null ? ANONYMOUS : caller;
    }

    /** Whether there are tables that the caller may not read. */
    public boolean isRestricted() {
        return tables.isPresent();
    }

    public boolean canRead(String table) {
        return tables.map(allowed -> allowed.contains(table)).orElse(true);
    }
}
