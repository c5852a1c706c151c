/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** System properties that are restored when this object is closed. */
final class SystemProperties implements AutoCloseable {
    private final Map<String, Optional<String>> before = new HashMap<>();

    void set(String property, String value) {
        Optional<String> previous = Optional.ofNullable(System.setProperty(property, value));
        before.putIfAbsent(property, previous);
    }

    @Override
    public void close() {
        before.forEach((property, value) -> value.ifPresentOrElse(
                previous -> System.setProperty(property, previous), () -> System.clearProperty(property)));
    }
}
