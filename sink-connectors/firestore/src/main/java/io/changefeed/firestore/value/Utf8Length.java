/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import com.google.common.base.Utf8;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.Path;

/** Texts as UTF-8. */
final class Utf8Length {
    private Utf8Length() {}

    /**
     * How many bytes a text has as UTF-8.
     *
     * @throws RejectedEventException when it holds half a surrogate pair, which is no UTF-8
     */
    static int bytes(String text, Path path) {
        try {
            return Utf8.encodedLength(text);
        } catch (IllegalArgumentException e) {
            throw new RejectedEventException(path + ": the text is no Unicode: " + e.getMessage(), e);
        }
    }
}
