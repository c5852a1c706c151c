/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecialPurposeAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, this network",
        "0.255.255.255, this network",
        "10.0.0.0, private",
        "10.255.255.255, private",
        "100.64.0.1, shared address space of carrier-grade NAT",
        "100.100.100.200, shared address space of carrier-grade NAT",
        "100.127.255.255, shared address space of carrier-grade NAT",
        "127.0.0.1, loopback",
        "127.255.255.254, loopback",
        "168.63.129.16, cloud metadata service",
        "169.254.169.254, 'link-local, including cloud metadata services'",
        "172.16.0.0, private",
        "172.31.255.255, private",
        "192.0.0.192, IETF protocol assignments",
        "192.0.2.1, documentation",
        "192.88.99.1, 6to4 relay anycast",
        "192.168.255.255, private",
        "198.18.0.1, benchmarking",
        "198.19.255.255, benchmarking",
        "198.51.100.1, documentation",
        "203.0.113.1, documentation",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "240.0.0.1, reserved",
        "255.255.255.255, reserved",
        "::, private or reserved",
        "::1, loopback",
        "::7f00:1, private or reserved",
        "64:ff9b::7f00:1, loopback",
        "64:ff9b::a9fe:a9fe, 'link-local, including cloud metadata services'",
        "64:ff9b:1::808:808, private or reserved",
        "100::1, private or reserved",
        "2001::1, IETF protocol assignments",
        "2001:1ff:ffff::1, IETF protocol assignments",
        "2001:db8::1, documentation",
        "2002:7f00:1::, 6to4",
        "3fff:fff::1, documentation",
        "fc00::1, private or reserved",
        "fd00:ec2::254, private or reserved",
        "fe80::1, link-local",
        "fec0::1, private or reserved",
        "ff02::1, multicast"
    })
    void addressThatIsNotPublicIsRecognized(String address, String purpose) throws UnknownHostException {
        assertThat(SpecialPurposeAddresses.purpose(InetAddress.getByName(address)))
                .contains(purpose);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.15",
                "168.63.129.17",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "203.0.112.255",
                "223.255.255.255",
                "2000::1",
                "2001:200::1",
                "2606:4700::1111",
                "2a00:1450:4001::1",
                "3ffe::1",
                "64:ff9b::808:808",
                "2606:4700::5efe:8.8.8.8",
                "2606:4700::200:5efe:8.8.8.8",
                "2606:4700::1:5efe:10.0.0.1",
                "2606:4700::5eff:10.0.0.1"
            })
    void publicAddressIsNotRejected(String address) throws UnknownHostException {
        assertThat(SpecialPurposeAddresses.purpose(InetAddress.getByName(address)))
                .isEmpty();
    }

    /** Each form with an IPv4 address that is not public, and the forms that are not public themselves. */
    @ParameterizedTest
    @CsvSource({
        "NAT64, 64:ff9b::10.0.0.1, private",
        "NAT64, 64:ff9b::169.254.169.254, 'link-local, including cloud metadata services'",
        "local NAT64, 64:ff9b:1::10.0.0.1, private or reserved",
        "local NAT64, 64:ff9b:1::8.8.8.8, private or reserved",
        "ISATAP, 2606:4700::5efe:10.0.0.1, private",
        "ISATAP, 2606:4700::5efe:169.254.169.254, 'link-local, including cloud metadata services'",
        "ISATAP, 2606:4700::200:5efe:127.0.0.1, loopback",
        "ISATAP, 2606:4700:1:2:0:5efe:192.168.0.1, private",
        "ISATAP, fe80::5efe:8.8.8.8, link-local",
        "ISATAP, 2001:db8::5efe:8.8.8.8, documentation",
        "6to4, 2002:a00:1::1, 6to4",
        "6to4, 2002:808:808::1, 6to4",
        "Teredo, 2001:0:a00:1::f5ff:fffe, IETF protocol assignments",
        "Teredo, 2001:0:808:808::f7f7:f7f7, IETF protocol assignments",
        "IPv4-compatible, ::10.0.0.1, private or reserved",
        "IPv4-compatible, ::8.8.8.8, private or reserved",
        "IPv4-translated, ::ffff:0:10.0.0.1, private or reserved",
        "IPv4-translated, ::ffff:0:8.8.8.8, private or reserved",
        "IPv4-mapped, ::ffff:10.0.0.1, private"
    })
    void embeddedIpv4AddressIsRecognized(String form, String address, String purpose) throws UnknownHostException {
        assertThat(SpecialPurposeAddresses.purpose(InetAddress.getByName(address)))
                .as(form)
                .contains(purpose);
        assertThat(HostLiterals.specialPurpose("[" + address + "]")).as(form).contains(purpose);
    }

    /** Java converts mapped addresses to IPv4, except addresses that are built from bytes with a scope. */
    @Test
    void ipv4MappedAddressIsCheckedAsIpv4() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        mapped[12] = 127;
        mapped[15] = 1;
        assertThat(SpecialPurposeAddresses.purpose(Inet6Address.getByAddress("x", mapped, 0)))
                .isPresent();
        assertThat(SpecialPurposeAddresses.purpose(InetAddress.getByName("::ffff:127.0.0.1")))
                .contains("loopback");
        assertThat(SpecialPurposeAddresses.purpose(InetAddress.getByName("::ffff:8.8.8.8")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "localhost.",
                "a.localhost.",
                "127.0.0.1.",
                "0177.0.0.1",
                "017700000001",
                "0x7f000001",
                "0X7F000001",
                "0x7f.0.0.1",
                "10.0.0.0x1",
                "a.localhost",
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0",
                "[::1]",
                "::1",
                "[::ffff:10.0.0.1]",
                "[fd00:ec2::254]",
                "169.254.169.254",
                "1.2.3.4.5",
                "[x]"
            })
    void hostLiteralThatIsNotPublicIsRecognized(String host) {
        assertThat(HostLiterals.specialPurpose(host)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "[2606:4700::1111]",
                "example.com",
                "localhost.example.com",
                "10.example.com",
                "0x7f.example.com",
                "example.com.",
                "10.0x7f.example",
                "8.8.8.8."
            })
    void publicLiteralOrNameIsNotRejected(String host) {
        assertThat(HostLiterals.specialPurpose(host)).isEmpty();
    }

    @Test
    void invalidCidrBlockIsRejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> CidrBlock.of("1.2.3.4.5/8", "x"));
    }
}
