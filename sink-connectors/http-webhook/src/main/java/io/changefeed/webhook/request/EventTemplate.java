/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import io.changefeed.event.ChangeEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with placeholders for what an event says of itself: see {@link WebhookPlaceholder}. */
final class EventTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

    /** One more than placeholders: what stands before, between and behind them. */
    private final List<String> literals = new ArrayList<>();

    private final List<WebhookPlaceholder> placeholders = new ArrayList<>();

    /** @throws IllegalArgumentException when a placeholder is unknown */
    EventTemplate(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        int end = 0;
        while (matcher.find()) {
            literals.add(text.substring(end, matcher.start()));
            placeholders.add(WebhookPlaceholder.parse(matcher.group(1)));
            end = matcher.end();
        }
        literals.add(text.substring(end));
    }

    boolean isFixed() {
        return placeholders.isEmpty();
    }

    /** What stands before the first placeholder. */
    String beginning() {
        return literals.get(0);
    }

    /**
     * The text for an event.
     *
     * @param encoding of what the event says
     */
    String fill(ChangeEvent event, UnaryOperator<String> encoding) {
        return fill(placeholder -> encoding.apply(placeholder.value(event)));
    }

    /** The text with the same value in all places, to see what becomes of it. */
    String fillWith(String value) {
        return fill(placeholder -> value);
    }

    private String fill(Function<WebhookPlaceholder, String> values) {
        StringBuilder text = new StringBuilder(literals.get(0));
        for (int i = 0; i < placeholders.size(); i++) {
            text.append(values.apply(placeholders.get(i))).append(literals.get(i + 1));
        }
        return text.toString();
    }
}
