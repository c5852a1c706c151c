/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
    private static ClientAddress of(String address, int port) {
        return ClientAddress.of(new InetSocketAddress(address, port));
    }

    @Test
    void connectionsOfOneAddressAreThoseOfOneClient() {
        assertThat(of("192.0.2.1", 1)).isEqualTo(of("192.0.2.1", 2)).isNotEqualTo(of("192.0.2.2", 1));
    }

    /** A client can use every address of its /64 network. */
    @Test
    void connectionsOfOneIpv6NetworkAreThoseOfOneClient() {
        assertThat(of("2001:db8:0:1::1", 1))
                .isEqualTo(of("2001:db8:0:1:ffff::2", 2))
                .isNotEqualTo(of("2001:db8:0:2::1", 1));
    }
}
