/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.standardwebhooks.Webhook;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);
    private static final String OTHER =
            "whsec_" + Base64.getEncoder().encodeToString("0123456789".repeat(6).getBytes(UTF_8));
    private static final byte[] BODY = "{\"Records\":[{\"eventID\":\"ä\"}]}".getBytes(UTF_8);

    @Test
    void signatureIsVerifiedByAnIndependentImplementation() throws Exception {
        Instant now = Instant.now();

        String signature = Signatures.parse(SECRET).sign("e1", now, BODY).orElseThrow();

        new Webhook(SECRET).verify(new String(BODY, UTF_8), headers("e1", now, signature));
        assertThat(signature).isEqualTo(new Webhook(SECRET).sign("e1", now.getEpochSecond(), new String(BODY, UTF_8)));
    }

    @Test
    void signatureIsVerifiedWithOldAndNewKeyDuringRotation() throws Exception {
        Instant now = Instant.now();

        String signature =
                Signatures.parse(SECRET + ", " + OTHER).sign("e1", now, BODY).orElseThrow();

        assertThat(signature.split(" ")).hasSize(2).doesNotHaveDuplicates();
        for (String key : List.of(SECRET, OTHER)) {
            new Webhook(key).verify(new String(BODY, UTF_8), headers("e1", now, signature));
        }
    }

    /** Uses the key of test 1 in RFC 8032, section 7.1. */
    @Test
    void ed25519SignatureIsVerifiedWithThePublicKey() throws Exception {
        byte[] seed = HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        byte[] publicKey = HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        byte[] pair = Arrays.copyOf(seed, 64);
        System.arraycopy(publicKey, 0, pair, 32, 32);

        String ofSeed = sign("whsk_" + Base64.getEncoder().encodeToString(seed));
        String ofPair = sign("whsk_" + Base64.getEncoder().encodeToString(pair));

        assertThat(ofSeed).startsWith("v1a,").isEqualTo(ofPair);
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point(publicKey))));
        verifier.update("e1.1700000000.".getBytes(UTF_8));
        verifier.update(BODY);
        assertThat(verifier.verify(Base64.getDecoder().decode(ofSeed.substring(4))))
                .isTrue();
    }

    /** The first two test vectors of RFC 8032, section 7.1. */
    @Test
    void ed25519MatchesTheTestVectorsOfRfc8032() {
        assertThat(signature("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", ""))
                .isEqualTo(
                        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                                + "d25bf5f0595bbe24655141438e7a100b");
        assertThat(signature("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72"))
                .isEqualTo(
                        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                                + "387b2eaeb4302aeeb00d291612bb0c00");
    }

    @Test
    void nothingIsSignedWithoutKeys() {
        assertThat(Signatures.parse(" ").sign("e1", Instant.EPOCH, BODY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whsec_AAAA",
                "whsk_AAAA",
                "whsec_not base64",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
            })
    void invalidKeyIsRejectedAndNotReported(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signatures.parse(SECRET + "," + key))
                .withMessageStartingWith("Key 2: ")
                .withMessageNotContaining("AAAA")
                .withNoCause();
    }

    @Test
    void secretOutside24To64BytesIsRejected() {
        for (int length : new int[] {23, 65}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            Signatures.parse("whsec_" + Base64.getEncoder().encodeToString(new byte[length])))
                    .withMessageContaining("24 to 64 bytes, not " + length);
        }
    }

    private static String sign(String key) {
        return Signatures.parse(key)
                .sign("e1", Instant.ofEpochSecond(1_700_000_000), BODY)
                .orElseThrow();
    }

    private static String signature(String seed, String content) {
        SigningKey key = SigningKey.parse(
                "whsk_" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(seed)));
        return HexFormat.of()
                .formatHex(Base64.getDecoder()
                        .decode(key.sign(HexFormat.of().parseHex(content)).substring("v1a,".length())));
    }

    private static Map<String, List<String>> headers(String id, Instant time, String signature) {
        return Map.of(
                "webhook-id", List.of(id),
                "webhook-timestamp", List.of(Long.toString(time.getEpochSecond())),
                "webhook-signature", List.of(signature));
    }

    private static EdECPoint point(byte[] littleEndian) {
        byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < littleEndian.length; i++) {
            bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
        }
        boolean isOdd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        return new EdECPoint(isOdd, new BigInteger(1, bigEndian));
    }
}
