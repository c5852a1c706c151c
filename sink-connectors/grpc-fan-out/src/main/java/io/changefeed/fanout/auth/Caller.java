/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.auth;

import io.grpc.Context;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes a call.
 *
 * @param name for messages
 * @param tables that the caller may read; empty for all of them
 */
public record Caller(String name, Optional<Set<String>> tables) {
    static final Context.Key<Caller> KEY = Context.key("changefeed-caller");

    private static final Caller ANYBODY = new Caller("anybody", Optional.empty());

    public Caller {
        tables = tables.map(Set::copyOf);
    }

    /** The caller of the call that is being begun; one that may read everything where no tokens are configured. */
    public static Caller current() {
        Caller caller = KEY.get();
        return caller == null ? ANYBODY : caller;
    }

    public boolean mayRead(String table) {
        return tables.map(allowed -> allowed.contains(table)).orElse(true);
    }
}
