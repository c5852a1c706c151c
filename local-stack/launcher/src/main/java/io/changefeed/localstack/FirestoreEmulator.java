/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Google's Firestore emulator. It must be installed, because Maven cannot download it. It keeps its data in memory;
 * each project id has a separate database that is empty at the start.
 */
public final class FirestoreEmulator extends StackProcess implements AutoCloseable {
    /** The environment variable with the path of the jar. */
    public static final String JAR = "FIRESTORE_EMULATOR_JAR";

    private static final String IN_SDK = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar";
    private static final String MAIN = "com.google.cloud.datastore.emulator.firestore.CloudFirestore";

    private final DataFolder data;

    private FirestoreEmulator(Path jar, DataFolder data, int port, Jvm jvm) {
        super("the Firestore emulator", "firestore-emulator", jvm, jar.toString(), data, port);
        this.data = data;
    }

    /** Finds the jar that {@value #JAR} names, or else the one of the Google Cloud CLI; empty if neither exists. */
    public static Optional<Path> find() {
        return find(System.getenv());
    }

    /** Finds the jar with these environment variables. Throws a LocalStackException if the named jar does not exist. */
    public static Optional<Path> find(Map<String, String> environment) {
        Optional<Path> named = Optional.ofNullable(environment.get(JAR)).map(Path::of);
        named.filter(jar -> !Files.isRegularFile(jar)).ifPresent(jar -> {
            throw new LocalStackException(JAR + " is '" + jar + "', which does not exist");
        });
        return named.or(
                () -> Stream.of("/usr/lib/google-cloud-sdk", "/usr/share/google-cloud-sdk", "/opt/google-cloud-sdk")
                        .map(sdk -> Path.of(sdk, IN_SDK))
                        .filter(Files::isRegularFile)
                        .findFirst());
    }

    /**
     * Starts the emulator on a port of the loopback interface and waits until it is ready.
     *
     * @param port 0 for a free one
     */
    public static FirestoreEmulator start(Path jar, int port) {
        return start(jar, port, Jvm.quickToStart(512));
    }

    /** Starts the emulator in a JVM with these options. */
    public static FirestoreEmulator start(Path jar, int port, Jvm jvm) {
        DataFolder data = DataFolder.temporary();
        FirestoreEmulator emulator =
                new FirestoreEmulator(jar, data, new Ports(RandomGenerator.getDefault()).reserve(port), jvm);
        try {
            emulator.start();
        } catch (LocalStackException e) {
            emulator.close();
            throw e;
        }
        return emulator;
    }

    /** Returns the host and port in the format of {@code emulator.host}. */
    public String host() {
        return "127.0.0.1:" + port();
    }

    @Override
    List<String> mainAndArguments() {
        return List.of(MAIN, "--host=127.0.0.1", "--port=" + port());
    }

    @Override
    boolean isReady() {
        return Ports.isOpen(port());
    }

    @Override
    public void close() {
        kill();
        data.close();
    }
}
