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
 * A template for an id, such as {@code ${pk}|${sk}}. Different keys have different ids: text separates the
 * placeholders, and the first character of that text is escaped in the value before it.
 */
final class IdTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

    /** Used if there is no separator, because it is escaped in every value anyway. */
    private static final char NO_SEPARATOR = '/';

    private final String prefix;
    private final List<Part> parts = new ArrayList<>();

    /**
     * A placeholder and the text after it.
     *
     * @param separator a character that is escaped in the value
     */
    private record Part(DocumentPlaceholder placeholder, String text, char separator) {}

    /** @throws IllegalArgumentException if the template is invalid; the message gives the reason */
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
        if (text.isEmpty()) {
            throw new IllegalArgumentException("The id of a collection or document must not be empty");
        }
        requirePrintableAscii(texts);
        prefix = texts.get(0);
        requireLegal(texts);
        for (int i = 0; i < placeholders.size(); i++) {
            String suffix = texts.get(i + 1);
            boolean last = i == placeholders.size() - 1;
            if (suffix.isEmpty() && !last) {
                throw new IllegalArgumentException("Two placeholders in '" + text
                        + "' have no text between them, so that different keys could share a document");
            }
            parts.add(new Part(placeholders.get(i), suffix, last ? NO_SEPARATOR : suffix.charAt(0)));
        }
    }

    private static DocumentPlaceholder placeholder(String name) {
        return DocumentPlaceholder.ofName(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Unknown placeholder '${" + name + "}'; supported placeholders: " + DocumentPlaceholder.all()));
    }

    private static void requirePrintableAscii(List<String> texts) {
        for (String text : texts) {
            if (!text.matches("[^/%$\\p{Cntrl}]*") || text.chars().anyMatch(c -> c > '~')) {
                throw new IllegalArgumentException("The text '" + text
                        + "' outside the placeholders can contain only printable ASCII characters other than / % $");
            }
        }
    }

    /** The text of a template would be escaped in every id, so that the ids differ from the template. */
    private static void requireLegal(List<String> texts) {
        // A value that is legal in any place.
        String example = String.join("x", texts);
        if (!LegalIds.isLegal(example)) {
            throw new IllegalArgumentException("Firestore does not allow the id '" + example
                    + "': an id is not '.', '..' or __…__, and has at most 1,500 bytes");
        }
    }

    Set<DocumentPlaceholder> placeholders() {
        Set<DocumentPlaceholder> placeholders = EnumSet.noneOf(DocumentPlaceholder.class);
        parts.forEach(part -> placeholders.add(part.placeholder()));
        return placeholders;
    }

    /**
     * @throws io.changefeed.delivery.destination.RejectedEventException if the event does not have the value of a
     *     placeholder
     */
    String expand(ChangeEvent event) {
        StringBuilder id = new StringBuilder(prefix);
        for (Part part : parts) {
            id.append(LegalIds.escape(part.placeholder().value(event), part.separator()));
            id.append(part.text());
        }
        return LegalIds.of(id.toString());
    }

    /** Replaces the placeholders that are not parts of the key. The result is not an id. */
    String expandSource(ChangeEvent event) {
        StringBuilder text = new StringBuilder(prefix);
        for (Part part : parts) {
            DocumentPlaceholder placeholder = part.placeholder();
            text.append(placeholder.isKey() ? placeholder.text() : placeholder.value(event));
            text.append(part.text());
        }
        return text.toString();
    }
}
