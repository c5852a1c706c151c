/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import java.time.Duration;

/**
 * What clients may use of the server, whether or not they are authenticated.
 *
 * @param connectionsPerIp connections from one client address
 * @param callsPerIp concurrent calls from one client address
 * @param callsPerConnection concurrent calls on one connection
 * @param closeTimeout how long the client may take to read the end of a closed call before its stream is reset
 */
public record ClientLimits(Limit connectionsPerIp, Limit callsPerIp, Limit callsPerConnection, Duration closeTimeout) {

    /**
     * A limit that a property sets.
     *
     * @param property its name, for messages
     */
    public record Limit(String property, int value) {}
}
