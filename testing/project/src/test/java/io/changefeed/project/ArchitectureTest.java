/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the dependencies between packages and modules, and forbidden names. */
class ArchitectureTest {
    /** The modules that each module can depend on. */
    private static final Map<String, Set<String>> DEPENDENCIES = Map.ofEntries(
            entry("change-event", Set.of()),
            entry("connector-support", Set.of()),
            entry("aws", Set.of("change-event", "connector-support")),
            entry("source-connector/dynamodb-streams", Set.of("change-event", "connector-support", "aws")),
            entry("sink-connectors/delivery", Set.of("change-event", "connector-support")),
            entry(
                    "sink-connectors/http-webhook",
                    Set.of("change-event", "connector-support", "sink-connectors/delivery")),
            entry("sink-connectors/firestore", Set.of("change-event", "connector-support", "sink-connectors/delivery")),
            entry(
                    "sink-connectors/read-model",
                    Set.of("change-event", "connector-support", "aws", "sink-connectors/delivery")),
            entry("sink-connectors/grpc-api", Set.of()),
            entry(
                    "sink-connectors/grpc-fan-out",
                    Set.of(
                            "change-event",
                            "connector-support",
                            "sink-connectors/delivery",
                            "sink-connectors/grpc-api")),
            entry("transforms", Set.of("change-event", "connector-support")),
            entry("transforms/recipes", Set.of("change-event")),
            entry("local-stack/launcher", Set.of()),
            entry("testing/support", Set.of()),
            entry("testing/simulator", Set.of()),
            entry("testing/databases", Set.of()),
            entry("testing/workers", Set.of()),
            entry("testing/project", Set.of()),
            entry(
                    "benchmarks",
                    Set.of("change-event", "sink-connectors/grpc-api", "local-stack/launcher", "testing/simulator")),
            entry(
                    "benchmarks/read-model",
                    Set.of(
                            "benchmarks",
                            "change-event",
                            "local-stack/launcher",
                            "testing/databases",
                            "testing/simulator")));

    /** Modules that the tests of every module can depend on. */
    private static final Set<String> TEST_MODULES =
            Set.of("testing/support", "testing/simulator", "testing/databases", "local-stack/launcher", "aws");

    /**
     * Additional dependencies of the tests of single modules, such as a test that compares a benchmark with the
     * connector.
     */
    private static final Map<String, Set<String>> TEST_DEPENDENCIES = Map.of(
            "benchmarks/read-model",
            Set.of("source-connector/dynamodb-streams", "sink-connectors/http-webhook", "sink-connectors/read-model"),
            "testing/workers",
            Set.of("connector-support", "sink-connectors/grpc-api"));

    private static final Pattern FORBIDDEN_PACKAGE =
            Pattern.compile(".*\\.(common|helpers?|managers?|misc|utils?)(\\..*)?");
    private static final Pattern FORBIDDEN_NAME = Pattern.compile("(?x)"
            + ".*Deal(?!line).* | Dealer | Sweep.* | Arrival.* | Reminder | Silence | Postponed | Answer.* | Outcome"
            + " | Meaning | Diagnosis | Transience | Surroundings | Receipt | Ledger | Outbox | Settlements? | Gate"
            + " | Later | Alarm | Waiter | Intake | Sifted | Stretch | Patience | Ending | Filling | Wish"
            + " | Follower.* | Fate | Happening | FeedRecord | StreamFeed | SlotFeed | SnapshotFeed | FeedStart"
            + " | .*(Helper|Utils?)");

    private static final Map<String, JavaClasses> MAIN = new HashMap<>();
    private static final Map<String, JavaClasses> TEST = new HashMap<>();
    /** The module of each class, by its fully qualified name. */
    private static final Map<String, String> MODULES = new HashMap<>();

    @BeforeAll
    static void importClasses() {
        for (String module : Project.modules()) {
            MAIN.put(module, classes(module, "main", "target/classes"));
            TEST.put(module, classes(module, "test", "target/test-classes"));
            of(MAIN, module).forEach(type -> MODULES.put(type.getFullName(), module));
        }
    }

    private static JavaClasses classes(String module, String sources, String folder) {
        if (!Files.exists(Project.path(module + "/src/" + sources + "/java"))) {
            return new ClassFileImporter().importPaths(List.of());
        }
        assumeThat(Project.path(module + "/" + folder))
                .as("classes of a module that is not part of this build")
                .isDirectory();
        return new ClassFileImporter().importPath(Project.path(module + "/" + folder));
    }

    static Collection<String> modules() {
        return Project.modules();
    }

    @Test
    void everyModuleIsListed() {
        assertThat(DEPENDENCIES).containsOnlyKeys(Project.modules().toArray(String[]::new));
    }

    @Test
    void packagesAreNotSplitAcrossModules() {
        Map<String, String> owners = new HashMap<>();
        MAIN.forEach((module, classes) -> classes.stream()
                .map(JavaClass::getPackageName)
                .distinct()
                .forEach(name -> assertThat(owners.put(name, module)).as(name).isNull()));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void packagesOfModuleHaveNoCycles(String module) {
        slices().matching("io.changefeed.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(of(MAIN, module));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void moduleDependsOnlyOnListedModules(String module) {
        assertThat(usedModules(of(MAIN, module)))
                .as("modules that %s uses", module)
                .isSubsetOf(with(module, of(DEPENDENCIES, module)));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void testsDependOnlyOnListedModules(String module) {
        Set<String> allowed = with(module, of(DEPENDENCIES, module));
        allowed.addAll(TEST_MODULES);
        allowed.addAll(TEST_DEPENDENCIES.getOrDefault(module, Set.of()));

        assertThat(usedModules(of(TEST, module)))
                .as("modules that the tests of %s use", module)
                .isSubsetOf(allowed);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void classesHaveNoForbiddenNames(String module) {
        assertThat(List.of(of(MAIN, module), of(TEST, module)))
                .flatMap(classes ->
                        classes.stream().map(JavaClass::getSimpleName).toList())
                .noneMatch(name -> FORBIDDEN_NAME.matcher(name).matches());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void packagesHaveNoGenericNames(String module) {
        assertThat(List.of(of(MAIN, module), of(TEST, module)))
                .flatMap(classes -> classes.stream()
                        .map(JavaClass::getPackageName)
                        .distinct()
                        .toList())
                .noneMatch(name -> FORBIDDEN_PACKAGE.matcher(name).matches());
    }

    private static <T> T of(Map<String, T> values, String module) {
        return requireNonNull(values.get(module), module);
    }

    private static Set<String> with(String module, Set<String> dependencies) {
        Set<String> modules = new HashSet<>(dependencies);
        modules.add(module);
        return modules;
    }

    private static Set<String> usedModules(JavaClasses classes) {
        Set<String> used = new HashSet<>();
        classes.forEach(type -> type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> MODULES.get(
                        dependency.getTargetClass().getBaseComponentType().getFullName()))
                .filter(module -> module != null)
                .forEach(used::add));
        return used;
    }
}
