/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.recipes;

import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.ProjectFolder;
import io.changefeed.localstack.child.ParentWatchdog;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** An S3-compatible server that verifies signatures, in a separate process. Each bucket is a folder in {@code data}. */
final class S3 implements AutoCloseable {
    static final String ACCESS_KEY = "lake-access-key";
    static final String SECRET_KEY = "lake-secret-key";

    private final Path data;
    private final int port;
    private final Process process;

    private S3(Path data, int port, Process process) {
        this.data = data;
        this.port = port;
        this.process = process;
    }

    /** Starts the server with empty buckets. */
    static S3 start(Path folder, String... buckets) {
        try {
            Path data = Files.createDirectories(folder.resolve("s3"));
            for (String bucket : buckets) {
                Files.createDirectories(data.resolve(bucket));
            }
            int port = freePort();
            Path properties = Files.writeString(
                    folder.resolve("s3proxy.conf"), """
                    s3proxy.endpoint=http://127.0.0.1:%d
                    s3proxy.authorization=aws-v2-or-v4
                    s3proxy.identity=%s
                    s3proxy.credential=%s
                    s3proxy.ignore-unknown-headers=true
                    jclouds.provider=filesystem-nio2
                    jclouds.filesystem.basedir=%s
                    """.formatted(port, ACCESS_KEY, SECRET_KEY, data));
            String classPath = Path.of(ParentWatchdog.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                            .toString()
                    + File.pathSeparator
                    + ProjectFolder.find()
                            .resolve("transforms/recipes/target/s3proxy/s3proxy-jar-with-dependencies.jar");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            classPath,
                            ParentWatchdog.class.getName(),
                            "org.gaul.s3proxy.Main",
                            "--properties",
                            properties.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("s3proxy.log").toFile())
                    .start();
            S3 s3 = new S3(data, port, process);
            await().atMost(Duration.ofSeconds(60)).until(s3::isListening);
            return s3;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Returns the file of an object. */
    Path file(String url) {
        return data.resolve(url.replaceFirst("^s3://", ""));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
