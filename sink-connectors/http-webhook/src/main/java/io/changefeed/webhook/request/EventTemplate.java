/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import io.changefeed.event.ChangeEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text template with placeholders for fields of an event (see {@link WebhookPlaceholder}). */
final class EventTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

    /** The text before, between and after the placeholders. */
    private final List<String> literals = new ArrayList<>();

    private final List<WebhookPlaceholder> placeholders = new ArrayList<>();

    /** @throws IllegalArgumentException if a placeholder is unknown or has no end */
    EventTemplate(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        int end = 0;
        while (matcher.find()) {
            literals.add(text.substring(end, matcher.start()));
            placeholders.add(WebhookPlaceholder.parse(matcher.group(1)));
            end = matcher.end();
        }
        literals.add(text.substring(end));
        if (text.indexOf("${", end) >= 0) {
            throw new IllegalArgumentException("The last '${' has no '}': complete the placeholder.");
        }
    }

    boolean isConstant() {
        return placeholders.isEmpty();
    }

    /** The text before the first placeholder. */
    String prefix() {
        return literals.get(0);
    }

    /**
     * Replaces the placeholders with fields of an event.
     *
     * @param encoding encodes the value of a field
     */
    String expand(ChangeEvent event, UnaryOperator<String> encoding) {
        return expand(placeholder -> encoding.apply(placeholder.value(event)));
    }

    /** Returns the placeholders, or their values if these are not data of the item. */
    List<String> names(ChangeEvent event) {
        return placeholders.stream()
                .map(placeholder -> placeholder.nameFor(event))
                .toList();
    }

    /** Replaces all placeholders with the same value, to validate the result. */
    String expandAll(String value) {
        return expand(placeholder -> value);
    }

    private String expand(Function<WebhookPlaceholder, String> values) {
        StringBuilder text = new StringBuilder(literals.get(0));
        for (int i = 0; i < placeholders.size(); i++) {
            text.append(values.apply(placeholders.get(i))).append(literals.get(i + 1));
        }
        return text.toString();
    }
}
