/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The address of a client without its port. IPv6 addresses are reduced to their /64 network, because one client can use
 * every address of it.
 *
 * @param network the bytes of the address
 */
record ClientAddress(ByteBuffer network) {
    private static final int IPV6_NETWORK_BYTES = 8;

    /** @param remote a resolved address */
    static ClientAddress of(InetSocketAddress remote) {
        InetAddress address = remote.getAddress();
        byte[] bytes = address.getAddress();
        return new ClientAddress(
                ByteBuffer.wrap(address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes));
    }
}
