/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.bertramlabs.plugins.hcl4j.HCLParser;
import com.bertramlabs.plugins.hcl4j.HCLParserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Parses the Terraform modules and follows their references. Neither Terraform nor a provider runs here. */
@ParameterizedClass
@ValueSource(strings = {"deploy/msk-connect", "deploy/confluent-cloud"})
class TerraformTest {
    private static final Pattern VARIABLE = Pattern.compile("\\bvar\\.([a-z0-9_]+)");
    private static final Pattern RESOURCE =
            Pattern.compile("(?<![a-z_.])((?:data\\.)?(?:aws|confluent)_[a-z0-9_]+\\.[a-z0-9_]+)");
    private static final Pattern FILE = Pattern.compile("file\\(\"\\$\\{path\\.module}/([^\"]+)\"[,)]");

    private final String module;

    TerraformTest(String module) {
        this.module = module;
    }

    @Test
    void everyVariableIsDeclaredAndUsed() throws IOException {
        assertThat(matches(VARIABLE)).isEqualTo(block("variable").keySet());
    }

    @Test
    void everyReferenceHasAResource() throws IOException {
        Set<String> declared = new TreeSet<>();
        block("resource").forEach((type, named) -> names(named).forEach(name -> declared.add(type + "." + name)));
        block("data").forEach((type, named) -> names(named).forEach(name -> declared.add("data." + type + "." + name)));

        assertThat(declared).isNotEmpty().containsAll(matches(RESOURCE));
    }

    @Test
    void everyFileExists() throws IOException {
        assertThat(matches(FILE))
                .isNotEmpty()
                .allSatisfy(
                        file -> assertThat(Project.path(module + "/" + file)).isRegularFile());
    }

    /** Returns the blocks of this type in all files, by their first label. */
    private Map<String, Object> block(String type) throws IOException {
        Map<String, Object> merged = new TreeMap<>();
        for (Path file : files()) {
            Object blocks = parse(file).getOrDefault(type, Map.of());
            ((Map<?, ?>) blocks)
                    .forEach((label, content) ->
                            merged.merge(label.toString(), requireNonNull(content), TerraformTest::union));
        }
        return merged;
    }

    private static Object union(Object first, Object second) {
        Map<Object, Object> both = new HashMap<>((Map<?, ?>) first);
        both.putAll((Map<?, ?>) second);
        return both;
    }

    private static List<String> names(Object blocks) {
        return ((Map<?, ?>) blocks).keySet().stream().map(Object::toString).toList();
    }

    private static Map<String, Object> parse(Path file) throws IOException {
        try {
            return new HCLParser().parse(file.toFile(), UTF_8);
        } catch (HCLParserException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    private Set<String> matches(Pattern pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path file : files()) {
            found.addAll(pattern.matcher(Files.readString(file).replaceAll("(?m)^ *#.*$", ""))
                    .results()
                    .map(match -> match.group(1))
                    .collect(toCollection(TreeSet::new)));
        }
        return found;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Project.path(module))) {
            return files.filter(file -> file.toString().endsWith(".tf")).toList();
        }
    }
}
