/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.host;

/** Where a server listens. */
public record Address(String host, int port) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
