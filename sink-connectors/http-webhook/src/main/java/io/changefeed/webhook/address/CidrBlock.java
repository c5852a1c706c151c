/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.address;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Addresses with a common beginning.
 *
 * @param name what they are for
 * @param address one of them
 * @param length of the common beginning, in bits
 */
record CidrBlock(String name, InetAddress address, int length) {
    /** @param cidr such as {@code 10.0.0.0/8} */
    static CidrBlock of(String cidr, String name) {
        int slash = cidr.indexOf('/');
        try {
            // A literal, which needs no look-up.
            return new CidrBlock(
                    name, InetAddress.getByName(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    boolean contains(InetAddress other) {
        return other.getClass() == address.getClass() && beginning(other).equals(beginning(address));
    }

    private BigInteger beginning(InetAddress whole) {
        byte[] bytes = whole.getAddress();
        return new BigInteger(1, bytes).shiftRight(bytes.length * Byte.SIZE - length);
    }
}
