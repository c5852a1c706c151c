/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import com.google.common.base.Utf8;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.Path;

/** Calculates the length of text in UTF-8. */
final class Utf8Length {
    private Utf8Length() {}

    /**
     * Returns the length in bytes.
     *
     * @throws RejectedEventException if the text contains an unpaired surrogate
     */
    static int of(String text, Path path) {
        try {
            return Utf8.encodedLength(text);
        } catch (IllegalArgumentException e) {
            throw new RejectedEventException(path + ": the text is not valid Unicode: " + e.getMessage(), e);
        }
    }
}
