/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of Changefeed that all plugins report. */
public final class ChangefeedVersion {
    private static final String TEXT = read();

    private ChangefeedVersion() {}

    /** Returns the version, for example {@code 0.2.0}. */
    public static String text() {
        return TEXT;
    }

    private static String read() {
        try (InputStream resource = ChangefeedVersion.class.getResourceAsStream("version.txt")) {
            if (resource == null) {
                throw new IllegalStateException("version.txt is missing next to " + ChangefeedVersion.class.getName());
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
