/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static java.util.Objects.requireNonNull;

import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.L;
import io.changefeed.event.ItemValue.M;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.Null;
import io.changefeed.event.ItemValue.S;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The attributes of an item at a time.
 *
 * @param isStorable whether the target table can store it
 */
record ItemState(Map<String, ItemValue> attributes, boolean isStorable) {
    /** The filter of the projection. Tables also contain items that it excludes. */
    static final String FILTER = "{\"attribute\":{\"kind\":{\"S\":\"message\"}}}";

    ItemState {
        attributes = Map.copyOf(attributes);
    }

    /**
     * An item with all attributes.
     *
     * @param choice determines the nested text, which most items lack
     */
    static ItemState of(String id, String group, boolean isSelected, int n, int choice) {
        Map<String, ItemValue> attributes = new TreeMap<>();
        attributes.put("id", new S(id));
        attributes.put("grp", new S(group));
        attributes.put("kind", new S(isSelected ? "message" : "channel"));
        attributes.put("n", new N(Integer.toString(n)));
        attributes.put("tag", new S("t" + choice));
        if (choice < 2) {
            attributes.put("texts", texts(new Null(), new S("text" + choice)));
        } else if (choice < 4) {
            attributes.put("texts", choice == 2 ? texts(new Null()) : texts(new Null(), new Null()));
        }
        return new ItemState(attributes, true);
    }

    private static ItemValue texts(ItemValue... elements) {
        return new M(Map.of("of", new L(List.of(elements))));
    }

    Item item() {
        return new Item(new TreeMap<>(attributes));
    }

    boolean has(Collection<String> names) {
        return attributes.keySet().containsAll(names);
    }

    /** The text or the digits of an attribute. */
    String text(String name) {
        ItemValue value = requireNonNull(attributes.get(name), name);
        return value instanceof N number ? number.digits() : ((S) value).text();
    }

    /** The element of the nested list that the projection reads. */
    String nestedText() {
        return attributes.get("texts") instanceof M texts
                        && texts.entries().get("of") instanceof L list
                        && list.elements().size() == 2
                        && list.elements().get(1) instanceof S text
                ? text.text()
                : "none";
    }

    boolean isSelected() {
        return text("kind").equals("message");
    }

    /** This item with another value. */
    ItemState with(String name, ItemValue value, boolean isStorable) {
        Map<String, ItemValue> changed = new TreeMap<>(attributes);
        changed.put(name, value);
        return new ItemState(changed, isStorable);
    }

    /** This item without an attribute that is part of the row key. */
    ItemState withoutKey(String name) {
        Map<String, ItemValue> changed = new TreeMap<>(attributes);
        changed.remove(name);
        return new ItemState(changed, false);
    }
}
