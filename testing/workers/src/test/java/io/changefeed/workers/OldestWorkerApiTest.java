/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.changefeed.localstack.ProjectFolder;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugins are compiled with the API of the newest worker. The oldest one must have everything that they use. */
class OldestWorkerApiTest {
    private static final String KAFKA = "org.apache.kafka.";

    /** The plugins check that a worker has plugin metrics. */
    private static final String OPTIONAL = "PluginMetrics|pluginMetrics";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "change-event",
                "connector-support",
                "aws",
                "source-connector/dynamodb-streams",
                "sink-connectors/delivery",
                "sink-connectors/http-webhook",
                "sink-connectors/firestore",
                "sink-connectors/read-model",
                "sink-connectors/grpc-fan-out",
                "transforms"
            })
    void moduleUsesOnlyTheApiOfTheOldestWorker(String module) throws IOException {
        Path classes = ProjectFolder.find().resolve(module).resolve("target/classes");
        assumeThat(classes)
                .as("classes of a module that is not part of this build")
                .isDirectory();
        try (URLClassLoader worker = new URLClassLoader(oldestWorker(), ClassLoader.getPlatformClassLoader())) {
            Set<String> missing = new TreeSet<>();
            for (JavaClass type : new ClassFileImporter().importPath(classes)) {
                usedClasses(type).filter(name -> load(worker, name).isEmpty()).forEach(missing::add);
                usedMembers(type)
                        .filter(member -> isMissing(worker, member))
                        .map(JavaMember::getFullName)
                        .forEach(missing::add);
            }
            assertThat(missing).allMatch(name -> name.matches(".*(" + OPTIONAL + ").*"));
        }
    }

    private static URL[] oldestWorker() throws MalformedURLException {
        List<URL> jars = new ArrayList<>();
        for (String jar : ProjectFolder.find().classPath(WorkerVersion.OLDEST).split(File.pathSeparator, -1)) {
            jars.add(Path.of(jar).toUri().toURL());
        }
        return jars.toArray(URL[]::new);
    }

    private static Stream<String> usedClasses(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(dependency ->
                        dependency.getTargetClass().getBaseComponentType().getName())
                .filter(name -> name.startsWith(KAFKA));
    }

    private static Stream<? extends JavaMember> usedMembers(JavaClass type) {
        return type.getAccessesFromSelf().stream()
                .map(access -> access.getTarget().resolveMember())
                .flatMap(Optional::stream)
                .filter(member -> member.getOwner().getName().startsWith(KAFKA));
    }

    private static Optional<Class<?>> load(ClassLoader worker, String name) {
        try {
            return Optional.of(Class.forName(name, false, worker));
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            return Optional.empty();
        }
    }

    private static boolean isMissing(ClassLoader worker, JavaMember member) {
        return load(worker, member.getOwner().getName())
                .filter(owner -> types(owner).anyMatch(type -> declares(type, member)))
                .isEmpty();
    }

    /** Returns a type with all its supertypes. */
    private static Stream<Class<?>> types(Class<?> type) {
        Stream<Class<?>> direct =
                Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()));
        return Stream.concat(Stream.of(type), direct.flatMap(OldestWorkerApiTest::types));
    }

    private static boolean declares(Class<?> type, JavaMember member) {
        if (member instanceof JavaField) {
            return Arrays.stream(type.getDeclaredFields())
                    .anyMatch(field -> field.getName().equals(member.getName()));
        }
        JavaCodeUnit called = (JavaCodeUnit) member;
        return called.isConstructor()
                ? Arrays.stream(type.getDeclaredConstructors())
                        .anyMatch(constructor -> haveSameParameters(constructor, called))
                : Arrays.stream(type.getDeclaredMethods())
                        .anyMatch(method -> method.getName().equals(called.getName())
                                && method.getReturnType()
                                        .getName()
                                        .equals(called.getRawReturnType().getName())
                                && haveSameParameters(method, called));
    }

    private static boolean haveSameParameters(Executable declared, JavaCodeUnit called) {
        return Arrays.stream(declared.getParameterTypes())
                .map(Class::getName)
                .toList()
                .equals(called.getRawParameterTypes().stream()
                        .map(JavaClass::getName)
                        .toList());
    }
}
