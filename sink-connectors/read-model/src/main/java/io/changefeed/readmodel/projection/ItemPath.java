/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a value in an item, for example {@code address.lines[3]}. Names that contain dots or brackets are quoted:
 * {@code ['a.b'].c}. A quote in a name is doubled.
 *
 * @param steps at least one; the first one is an attribute
 */
record ItemPath(List<Step> steps) {
    private static final Pattern STEP =
            Pattern.compile("\\[(?<index>[0-9]{1,9})]|\\['(?<quoted>(?:[^']|'')+)']|(?<dot>\\.?)(?<name>[^.\\[\\]']+)");

    ItemPath {
        steps = List.copyOf(steps);
    }

    /** @throws IllegalArgumentException if {@code text} is not a path; the message contains the invalid part */
    static ItemPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!matcher.region(end, text.length()).lookingAt() || !isAllowedNext(matcher, steps.isEmpty())) {
                throw new IllegalArgumentException("Invalid path: expected a name or an index in brackets at '"
                        + text.substring(end) + "'. Quote names that contain dots, brackets or quotes: ['a.b'].");
            }
            steps.add(step(matcher));
            end = matcher.end();
        }
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("The path is empty.");
        }
        return new ItemPath(steps);
    }

    /** Every name but the first follows a dot; the first step cannot be an index. */
    private static boolean isAllowedNext(Matcher matcher, boolean isFirst) {
        if (matcher.group("name") != null) {
            return matcher.group("dot").isEmpty() == isFirst;
        }
        return !isFirst || matcher.group("index") == null;
    }

    private static Step step(Matcher matcher) {
        if (matcher.group("index") != null) {
            return new Element(Integer.parseInt(matcher.group("index")));
        }
        String quoted = matcher.group("quoted");
        return new Attribute(quoted == null ? matcher.group("name") : quoted.replace("''", "'"));
    }

    /** The name of the top-level attribute, if this path consists of nothing else. */
    Optional<String> attribute() {
        return steps.size() == 1 && steps.get(0) instanceof Attribute only ? Optional.of(only.name) : Optional.empty();
    }

    /** This path relative to {@code root}, for messages. */
    Path appendTo(Path root) {
        Path path = root;
        for (Step step : steps) {
            path = step.appendTo(path);
        }
        return path;
    }

    /**
     * The value at this path; empty if any part of the path is missing or NULL.
     *
     * @throws RejectedEventException if a value on the path is not the map or list that the path expects
     */
    Optional<ItemValue> resolve(Item item, Path root) {
        // Not resolved by a step: wrapping the item in a map would copy it for each column of each row.
        Attribute first = (Attribute) steps.get(0);
        Optional<ItemValue> value = Optional.ofNullable(item.attributes().get(first.name));
        if (steps.size() == 1) {
            return value;
        }
        Path path = first.appendTo(root);
        for (Step step : steps.subList(1, steps.size())) {
            if (value.isEmpty() || value.get() instanceof ItemValue.Null) {
                return Optional.empty();
            }
            value = step.resolve(value.get(), path);
            path = step.appendTo(path);
        }
        return value;
    }

    sealed interface Step {
        Optional<ItemValue> resolve(ItemValue value, Path path);

        Path appendTo(Path path);
    }

    record Attribute(String name) implements Step {
        @Override
        public Optional<ItemValue> resolve(ItemValue value, Path path) {
            if (value instanceof ItemValue.M map) {
                return Optional.ofNullable(map.entries().get(name));
            }
            throw new RejectedEventException(
                    path + ": expected a map with '" + name + "' but found " + ValueRenderer.render(value));
        }

        @Override
        public Path appendTo(Path path) {
            return path.field(name);
        }
    }

    record Element(int index) implements Step {
        @Override
        public Optional<ItemValue> resolve(ItemValue value, Path path) {
            if (value instanceof ItemValue.L list) {
                return index < list.elements().size()
                        ? Optional.of(list.elements().get(index))
                        : Optional.empty();
            }
            throw new RejectedEventException(
                    path + ": expected a list with element " + index + " but found " + ValueRenderer.render(value));
        }

        @Override
        public Path appendTo(Path path) {
            return path.element(index);
        }
    }
}
