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
 * Where a value stands in an item: {@code address.lines[3]}. A name with a dot or a bracket stands in brackets and
 * quotes: {@code ['a.b'].c}, a quote in it twice.
 *
 * @param steps the first of them an attribute
 */
record ItemPath(List<Step> steps) {
    private static final Pattern STEP =
            Pattern.compile("\\[(?<index>[0-9]{1,9})]|\\['(?<quoted>(?:[^']|'')+)']|(?<dot>\\.?)(?<name>[^.\\[\\]']+)");

    ItemPath {
        steps = List.copyOf(steps);
    }

    /** @throws IllegalArgumentException when {@code text} is no path; the message says where it goes wrong */
    static ItemPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!matcher.region(end, text.length()).lookingAt() || !follows(matcher, steps.isEmpty())) {
                throw new IllegalArgumentException("This is no path: expected a name or an index in brackets at '"
                        + text.substring(end) + "'; names with dots, brackets or quotes stand as ['a.b'].");
            }
            steps.add(step(matcher));
            end = matcher.end();
        }
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("A path has at least one name.");
        }
        return new ItemPath(steps);
    }

    /** A name follows a dot but for the first; an item has no elements. */
    private static boolean follows(Matcher matcher, boolean isFirst) {
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

    /** The attribute of the item that this is; empty when it is deeper in one. */
    Optional<String> attribute() {
        return steps.size() == 1 && steps.get(0) instanceof Attribute only ? Optional.of(only.name) : Optional.empty();
    }

    /** Where this stands below {@code root}, for messages. */
    Path below(Path root) {
        Path path = root;
        for (Step step : steps) {
            path = step.below(path);
        }
        return path;
    }

    /**
     * The value; empty when there is none, or an attribute on the way is missing or NULL.
     *
     * @throws RejectedEventException when something on the way is neither a map nor a list as the path has it
     */
    Optional<ItemValue> in(Item item, Path root) {
        // Not as a step into a map: that would be a copy of the item, for each column of each row.
        Attribute first = (Attribute) steps.get(0);
        Optional<ItemValue> value = Optional.ofNullable(item.attributes().get(first.name));
        Path path = first.below(root);
        for (Step step : steps.subList(1, steps.size())) {
            if (value.isEmpty() || value.get() instanceof ItemValue.Null) {
                return Optional.empty();
            }
            value = step.in(value.get(), path);
            path = step.below(path);
        }
        return value;
    }

    sealed interface Step {
        Optional<ItemValue> in(ItemValue value, Path path);

        Path below(Path path);
    }

    record Attribute(String name) implements Step {
        @Override
        public Optional<ItemValue> in(ItemValue value, Path path) {
            if (value instanceof ItemValue.M map) {
                return Optional.ofNullable(map.entries().get(name));
            }
            throw new RejectedEventException(
                    path + ": expected a map with '" + name + "' but found " + ValueText.of(value));
        }

        @Override
        public Path below(Path path) {
            return path.field(name);
        }
    }

    record Element(int index) implements Step {
        @Override
        public Optional<ItemValue> in(ItemValue value, Path path) {
            if (value instanceof ItemValue.L list) {
                return index < list.elements().size()
                        ? Optional.of(list.elements().get(index))
                        : Optional.empty();
            }
            throw new RejectedEventException(
                    path + ": expected a list with element " + index + " but found " + ValueText.of(value));
        }

        @Override
        public Path below(Path path) {
            return path.element(index);
        }
    }
}
