/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.server;

import io.changefeed.localstack.FirestoreEmulator;
import java.nio.file.Path;
import java.util.Optional;

/** One Firestore for all tests of a JVM, which says what it is. Each project id is an empty database of its own. */
public final class TestFirestore {
    /** The system property that asks for the stand-in, though there may be an emulator. */
    private static final String STAND_IN = "firestore.stand-in";

    private TestFirestore() {}

    /** Host and port. */
    public static String host() {
        return Holder.HOST;
    }

    private static final class Holder {
        static final String HOST = started();

        private static String started() {
            Optional<Path> jar = Boolean.getBoolean(STAND_IN) ? Optional.empty() : FirestoreEmulator.find();
            if (jar.isPresent()) {
                FirestoreEmulator emulator = FirestoreEmulator.start(jar.get(), 0);
                Runtime.getRuntime().addShutdownHook(new Thread(emulator::close, "firestore-emulator-end"));
                System.out.println("Firestore is Google's emulator: " + jar.get());
                return emulator.host();
            }
            FakeFirestore standIn = FakeFirestore.start();
            System.out.println("Firestore is a stand-in: no emulator is installed and " + FirestoreEmulator.JAR
                    + " names none, or -D" + STAND_IN + "=true asks for it");
            return standIn.host();
        }
    }
}
