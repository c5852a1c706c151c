/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.server;

import io.changefeed.localstack.FirestoreEmulator;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The Firestore server of all tests of a JVM: the emulator or a fake. Each project id is a separate, empty database.
 */
public final class TestFirestore {
    /** The system property that selects the fake even if there is an emulator. */
    private static final String FAKE = "firestore.fake";

    private TestFirestore() {}

    /** Host and port. */
    public static String host() {
        return Holder.HOST;
    }

    private static final class Holder {
        static final String HOST = start();

        private static String start() {
            Optional<Path> jar = Boolean.getBoolean(FAKE) ? Optional.empty() : FirestoreEmulator.find();
            if (jar.isPresent()) {
                FirestoreEmulator emulator = FirestoreEmulator.start(jar.get(), 0);
                Runtime.getRuntime().addShutdownHook(new Thread(emulator::close, "firestore-emulator-stop"));
                System.out.println("Firestore is Google's emulator: " + jar.get());
                return emulator.host();
            }
            FakeFirestore fake = FakeFirestore.start();
            System.out.println("Firestore is a fake, because no emulator is installed and " + FirestoreEmulator.JAR
                    + " is not set, or because of -D" + FAKE + "=true");
            return fake.host();
        }
    }
}
