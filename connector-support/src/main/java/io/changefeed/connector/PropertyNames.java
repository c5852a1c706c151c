/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of the properties of a connector or a transform. Kafka Connect ignores a property that it does not know, so
 * a misspelt property would silently have no effect. This class refuses it:
 *
 * <ul>
 *   <li>A connector's property is refused if a property of the connector has the same first segment ({@code signing.},
 *       {@code aws.}), or if its name is similar to the name of one: a letter in five differs, or only the case or the
 *       separators {@code .}, {@code _} and {@code -}. Other unknown properties, such as annotations of users, are
 *       logged when the connector starts. The names that Connect defines are never refused.
 *   <li>A transform's property is refused if it is unknown, because a transform receives only its own properties.
 *   <li>A property without a value, which is null in JSON, is refused.
 * </ul>
 *
 * <p>The names come from a {@link ConfigDef}. A name in it can contain one user-defined part of one or more segments:
 * {@code snapshot.mode.<table>}, {@code projection.column.<name>.from}, {@code signal.consumer.*}.
 */
public final class PropertyNames {
    private static final Logger LOG = LoggerFactory.getLogger(PropertyNames.class);

    /** The names that Connect defines for the kind of the plugin. */
    private final Set<String> connect;

    private final boolean isTransform;
    private final Set<String> fixed;
    private final List<Pattern> patterns;
    private final Set<String> namespaces;

    private PropertyNames(ConfigDef reference, Set<String> connect, boolean isTransform) {
        this.connect = connect;
        this.isTransform = isTransform;
        fixed = reference.names().stream().filter(name -> !isPattern(name)).collect(Collectors.toUnmodifiableSet());
        patterns = reference.names().stream()
                .filter(PropertyNames::isPattern)
                .map(Pattern::of)
                .toList();
        namespaces = reference.names().stream().map(PropertyNames::namespace).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns the names of a connector.
     *
     * @param reference the properties of the connector, including those with a user-defined part
     */
    public static PropertyNames ofConnector(ConfigDef reference) {
        return new PropertyNames(reference, ConnectProperties.CONNECTOR, false);
    }

    /**
     * Returns the names of a transform.
     *
     * @param reference the properties of the transform, without the prefix {@code transforms.<name>.}
     */
    public static PropertyNames ofTransform(ConfigDef reference) {
        return new PropertyNames(reference, ConnectProperties.TRANSFORM, true);
    }

    /** Whether the name of a definition has a user-defined part. */
    static boolean isPattern(String name) {
        return name.indexOf('<') >= 0 || name.endsWith("*");
    }

    /** Whether the plugin defines this property. */
    public boolean contains(String name) {
        return fixed.contains(name) || patterns.stream().anyMatch(pattern -> pattern.matches(name));
    }

    /** Whether neither the plugin nor Connect defines this property. */
    public boolean isUnknown(String name) {
        boolean isConnects =
                connect.contains(name) || (!isTransform && startsWithAny(name, ConnectProperties.OPEN_PREFIXES));
        return !contains(name) && !isConnects;
    }

    /**
     * Returns why a property is refused; empty if it is not. The text does not contain the value, which can be a
     * misplaced secret.
     *
     * @param value null if the JSON of the configuration contains null
     */
    public Optional<String> refusal(String name, @Nullable Object value) {
        if (isUnknown(name) && isRefused(name)) {
            return Optional.of("Unknown property '" + name + "'. " + suggestion(name)
                    + " Correct the name, or remove the property.");
        }
        return value == null
                ? Optional.of("The property '" + name + "' is null. Set a value, or remove the property.")
                : Optional.empty();
    }

    private boolean isRefused(String name) {
        return isTransform
                || namespaces.contains(namespace(name))
                || (!startsWithAny(name, ConnectProperties.RESERVED_PREFIXES)
                        && similar(name).isPresent());
    }

    private String suggestion(String name) {
        Optional<String> similar = similar(name);
        if (similar.isPresent()) {
            return "Did you mean '" + similar.get() + "'?";
        }
        Collection<String> all = candidates(name);
        List<String> neighbours = all.stream()
                .filter(other -> namespace(other).equals(namespace(name)))
                .toList();
        return "The nearest known name is '"
                + nearest(name, neighbours.isEmpty() ? all : neighbours).orElseThrow() + "'.";
    }

    /**
     * Returns the name of the plugin with which a name is likely confused; empty if no name is similar.
     *
     * @param name a name that the plugin does not define
     */
    public Optional<String> similar(String name) {
        return similar(name, candidates(name));
    }

    /**
     * Logs each property that neither the plugin nor Connect defines.
     *
     * @throws ConfigException if a property is refused
     */
    public void requireValid(Map<String, ?> properties) {
        new TreeMap<String, @Nullable Object>(properties).forEach((name, value) -> {
            refusal(name, value).ifPresent(reason -> {
                throw new ConfigException(reason);
            });
            if (isUnknown(name)) {
                List<String> all = new ArrayList<>(candidates(name));
                all.addAll(connect);
                LOG.warn(
                        "Property '{}' has no effect: neither this plugin nor Kafka Connect defines it{}",
                        name,
                        similar(name, all)
                                .map(other -> "; did you mean '" + other + "'?")
                                .orElse(""));
            }
        });
    }

    private static boolean startsWithAny(String name, List<String> prefixes) {
        return prefixes.stream().anyMatch(name::startsWith);
    }

    private Collection<String> candidates(String name) {
        Set<String> candidates = new TreeSet<>(fixed);
        patterns.stream().map(pattern -> pattern.fill(name)).forEach(candidates::add);
        return candidates;
    }

    private static Optional<String> nearest(String name, Collection<String> candidates) {
        return candidates.stream().min(Comparator.comparingInt(other -> distance(normal(name), normal(other))));
    }

    private static Optional<String> similar(String name, Collection<String> candidates) {
        return nearest(name, candidates)
                .filter(other -> distance(normal(name), normal(other))
                        <= Math.max(1, Math.max(name.length(), other.length()) / 5));
    }

    private static String namespace(String name) {
        return Stream.of(normal(name).split("\\.", -1)).findFirst().orElse("");
    }

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
    }

    /**
     * The number of insertions, deletions, replacements and swaps of neighbours that turn one text into the other
     * (optimal string alignment). Libraries for this add 0.9 MB to every plugin.
     */
    private static int distance(String a, String b) {
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                boolean isEqual = a.charAt(i - 1) == b.charAt(j - 1);
                int best =
                        Math.min(rows[i - 1][j - 1] + (isEqual ? 0 : 1), Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
                boolean isSwap =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                rows[i][j] = isSwap ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
            }
        }
        return rows[a.length()][b.length()];
    }

    /** A name with a user-defined part between two texts, of which the second can be empty. */
    private record Pattern(String prefix, String suffix) {
        static Pattern of(String name) {
            int begin = name.indexOf('<');
            return begin < 0
                    ? new Pattern(name.substring(0, name.length() - 1), "")
                    : new Pattern(name.substring(0, begin), name.substring(name.indexOf('>') + 1));
        }

        boolean matches(String name) {
            return name.length() > prefix.length() + suffix.length()
                    && name.startsWith(prefix)
                    && name.endsWith(suffix);
        }

        /** The name of this pattern that has the user-defined part of another, possibly misspelt name. */
        String fill(String name) {
            List<String> segments = Arrays.asList(name.split("\\.", -1));
            int begin = segments(prefix);
            int end = segments.size() - segments(suffix);
            return prefix + (begin < end ? String.join(".", segments.subList(begin, end)) : "<name>") + suffix;
        }

        private static int segments(String text) {
            return (int) text.chars().filter(character -> character == '.').count();
        }
    }
}
