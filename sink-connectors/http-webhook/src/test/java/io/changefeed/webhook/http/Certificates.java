/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Self-signed certificates of a server and a client, generated with keytool. */
public final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final KeyStore server;
    private final KeyStore client;

    public Certificates(Path folder) throws IOException, GeneralSecurityException {
        server = generate(folder.resolve("server.p12"), "CN=localhost", "dns:localhost,ip:127.0.0.1");
        client = generate(folder.resolve("client.p12"), "CN=changefeed", "dns:client");
    }

    private static KeyStore generate(Path file, String name, String alternatives)
            throws IOException, GeneralSecurityException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-alias",
                        "key",
                        "-keyalg",
                        "EC",
                        "-dname",
                        name,
                        "-ext",
                        "san=" + alternatives)
                .inheritIO()
                .start();
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    /** Returns the context of a server that trusts the client's certificate. */
    public SSLContext serverContext() throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(server, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("client", client.getCertificate("key"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    public String serverCertificate() throws GeneralSecurityException {
        return pem("CERTIFICATE", server.getCertificate("key").getEncoded());
    }

    String clientCertificate() throws GeneralSecurityException {
        return pem("CERTIFICATE", client.getCertificate("key").getEncoded());
    }

    String clientKey() throws GeneralSecurityException {
        return pem("PRIVATE KEY", client.getKey("key", PASSWORD).getEncoded());
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + type
                + "-----\n";
    }
}
