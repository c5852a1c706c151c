/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import io.changefeed.event.ChangeEvent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An id made of an event: {@code ${pk}|${sk}}. Two lists of values never make one id: a placeholder is followed by a text
 * before the next one, and its value does not contain the first character of that text.
 */
final class IdTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

    /** No separator: what is escaped in every value. */
    private static final char NONE = '/';

    private final String start;
    private final List<Part> parts = new ArrayList<>();

    /**
     * A placeholder and the text behind it.
     *
     * @param separator the character that the value must not contain
     */
    private record Part(DocumentPlaceholder placeholder, String text, char separator) {}

    /** @throws IllegalArgumentException when {@code text} is no such template; the message says why */
    IdTemplate(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        List<DocumentPlaceholder> placeholders = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        int end = 0;
        while (matcher.find()) {
            texts.add(text.substring(end, matcher.start()));
            placeholders.add(placeholder(matcher.group(1)));
            end = matcher.end();
        }
        texts.add(text.substring(end));
        requirePlain(texts);
        start = texts.get(0);
        for (int i = 0; i < placeholders.size(); i++) {
            String behind = texts.get(i + 1);
            boolean last = i == placeholders.size() - 1;
            if (behind.isEmpty() && !last) {
                throw new IllegalArgumentException("two placeholders follow each other in '" + text
                        + "'; without a text between them, two keys could share a document");
            }
            parts.add(new Part(placeholders.get(i), behind, last ? NONE : behind.charAt(0)));
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a collection or document needs an id, and one is empty");
        }
    }

    private static DocumentPlaceholder placeholder(String name) {
        return DocumentPlaceholder.ofName(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no placeholder ${" + name + "}; there are " + DocumentPlaceholder.all()));
    }

    private static void requirePlain(List<String> texts) {
        for (String text : texts) {
            if (!text.matches("[^/%$\\p{Cntrl}]*") || text.chars().anyMatch(c -> c > '~')) {
                throw new IllegalArgumentException("the text '" + text
                        + "' between the placeholders is not made of ASCII letters, digits and signs other than / % $");
            }
        }
    }

    Set<DocumentPlaceholder> placeholders() {
        Set<DocumentPlaceholder> placeholders = EnumSet.noneOf(DocumentPlaceholder.class);
        parts.forEach(part -> placeholders.add(part.placeholder()));
        return placeholders;
    }

    /** @throws io.changefeed.delivery.destination.RejectedEventException when the event has not what the template names */
    String fill(ChangeEvent event) {
        StringBuilder id = new StringBuilder(start);
        for (Part part : parts) {
            id.append(LegalIds.escaped(part.placeholder().value(event), part.separator()));
            id.append(part.text());
        }
        return LegalIds.legal(id.toString());
    }
}
