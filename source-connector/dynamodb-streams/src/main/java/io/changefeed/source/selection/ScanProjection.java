/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.selection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The attributes that a scan reads: names, and paths such as {@code address.lines[0]}.
 *
 * @param paths none of which contains another; empty for all attributes
 */
public record ScanProjection(List<String> paths) {
    public static final ScanProjection ALL = new ScanProjection(List.of());

    static final String PLACEHOLDER = "#changefeed";

    private static final String STEP = "[^.\\[\\],]+(\\[[0-9]+])*";
    private static final Pattern PATH = Pattern.compile(STEP + "(\\." + STEP + ")*");
    /** A name, or an index in brackets. */
    private static final Pattern PART = Pattern.compile("[^.\\[\\]]+|\\[[0-9]+]");

    /** @throws IllegalArgumentException when a path is invalid or contains another */
    public ScanProjection {
        paths = List.copyOf(paths);
        for (String path : paths) {
            if (!PATH.matcher(path).matches()) {
                throw new IllegalArgumentException(
                        "'" + path + "' is neither an attribute name nor a path such as address.lines[0]");
            }
        }
        for (int i = 0; i < paths.size(); i++) {
            for (int j = 0; j < paths.size(); j++) {
                if (i != j && isPrefix(parts(paths.get(i)), parts(paths.get(j)))) {
                    throw new IllegalArgumentException(
                            "'" + paths.get(j) + "' is already included in '" + paths.get(i) + "'");
                }
            }
        }
    }

    private static boolean isPrefix(List<String> prefix, List<String> path) {
        return path.size() >= prefix.size() && path.subList(0, prefix.size()).equals(prefix);
    }

    private static List<String> parts(String path) {
        return PART.matcher(path).results().map(MatchResult::group).toList();
    }

    /** This projection with the key attributes of a table, which identify a row. */
    public ScanProjection with(Collection<String> keys) {
        if (paths.isEmpty()) {
            return this;
        }
        List<String> all = paths.stream()
                .filter(path -> !keys.contains(parts(path).get(0)))
                .collect(Collectors.toCollection(ArrayList::new));
        all.addAll(keys);
        return new ScanProjection(all);
    }

    /**
     * The attribute names by their placeholders in {@link #expression}. Placeholders allow reserved words and special
     * characters in names.
     */
    public Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        placeholders().forEach((name, placeholder) -> names.put(placeholder, name));
        return names;
    }

    /** The projection expression in DynamoDB's syntax. */
    public String expression() {
        Map<String, String> placeholders = placeholders();
        return paths.stream().map(path -> expression(path, placeholders)).collect(Collectors.joining(", "));
    }

    private static String expression(String path, Map<String, String> placeholders) {
        StringBuilder text = new StringBuilder();
        for (String part : parts(path)) {
            if (part.startsWith("[")) {
                text.append(part);
            } else {
                text.append(text.isEmpty() ? "" : ".").append(placeholders.get(part));
            }
        }
        return text.toString();
    }

    private Map<String, String> placeholders() {
        Map<String, String> placeholders = new LinkedHashMap<>();
        for (String path : paths) {
            for (String part : parts(path)) {
                if (!part.startsWith("[")) {
                    placeholders.computeIfAbsent(part, name -> PLACEHOLDER + placeholders.size());
                }
            }
        }
        return placeholders;
    }
}
