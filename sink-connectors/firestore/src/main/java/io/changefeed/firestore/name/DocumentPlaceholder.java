/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A placeholder in a template, which is replaced with a property of the event. */
enum DocumentPlaceholder {
    TABLE {
        @Override
        String value(ChangeEvent event) {
            return event.source().table();
        }
    },
    REGION {
        @Override
        String value(ChangeEvent event) {
            return event.source().region();
        }
    },
    ACCOUNT {
        @Override
        String value(ChangeEvent event) {
            return event.source().account();
        }
    },
    /** The value of the partition key. */
    PK {
        @Override
        String value(ChangeEvent event) {
            return KeyStrings.of(event.key()).get(0);
        }
    },
    /** The value of the sort key. */
    SK {
        @Override
        String value(ChangeEvent event) {
            return KeyStrings.of(event.key()).stream()
                    .skip(1)
                    .findFirst()
                    .orElseThrow(() -> new RejectedEventException("key: a template contains ${sk}, but the table '"
                            + event.source().table() + "' has no sort key"));
        }
    };

    /** @throws RejectedEventException if the event does not have the property */
    abstract String value(ChangeEvent event);

    boolean isKey() {
        return this == PK || this == SK;
    }

    /** The placeholder as written in a template. */
    String text() {
        return "${" + lowerCase() + "}";
    }

    static Optional<DocumentPlaceholder> ofName(String name) {
        return Arrays.stream(values())
                .filter(placeholder -> placeholder.lowerCase().equals(name))
                .findFirst();
    }

    static String all() {
        return Arrays.stream(values()).map(DocumentPlaceholder::text).collect(Collectors.joining(", "));
    }

    private String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
