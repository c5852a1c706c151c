/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

/** The address on which a server listens. */
public record ListenAddress(String host, int port) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
