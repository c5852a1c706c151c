/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import java.time.Duration;

/**
 * Limits on the time that a server does not respond.
 *
 * @param call the limit on a call, including the connection
 * @param keepAlive the time without data from the server after which the connection is checked with a ping
 * @param keepAliveResponse the limit on the response to the ping; then the connection is closed, and its calls fail
 */
record FirestoreTimeouts(Duration call, Duration keepAlive, Duration keepAliveResponse) {
    /** Firestore's limit on a call, and the shortest interval of pings that Google's servers permit. */
    static final FirestoreTimeouts DEFAULT =
            new FirestoreTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(10));

    FirestoreTimeouts withCall(Duration limit) {
        return new FirestoreTimeouts(limit, keepAlive, keepAliveResponse);
    }
}
