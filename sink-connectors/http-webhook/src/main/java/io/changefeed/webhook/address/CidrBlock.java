/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.address;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of addresses with a common prefix.
 *
 * @param purpose what the addresses are reserved for, such as {@code loopback}
 * @param address any address in the block
 * @param prefixLength length of the common prefix in bits
 */
record CidrBlock(String purpose, InetAddress address, int prefixLength) {
    /** @param cidr such as {@code 10.0.0.0/8} */
    static CidrBlock of(String cidr, String purpose) {
        int slash = cidr.indexOf('/');
        try {
            // An address literal, so there is no DNS lookup.
            return new CidrBlock(
                    purpose,
                    InetAddress.getByName(cidr.substring(0, slash)),
                    Integer.parseInt(cidr.substring(slash + 1)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    boolean contains(InetAddress other) {
        return other.getClass() == address.getClass() && prefix(other).equals(prefix(address));
    }

    private BigInteger prefix(InetAddress any) {
        byte[] bytes = any.getAddress();
        return new BigInteger(1, bytes).shiftRight(bytes.length * Byte.SIZE - prefixLength);
    }
}
