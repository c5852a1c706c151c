/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of the JVM of a process.
 *
 * @param home the folder of the JDK
 * @param heapMegabytes the maximum heap
 * @param options additional options of {@code java}, such as an agent
 * @param environment environment variables that are added to those of this process, or override them
 */
public record Jvm(Path home, int heapMegabytes, List<String> options, Map<String, String> environment) {
    public Jvm {
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
    }

    /** Returns a JVM of the JDK that runs this process. */
    public static Jvm withHeap(int megabytes) {
        return new Jvm(Path.of(System.getProperty("java.home")), megabytes, List.of(), Map.of());
    }

    /**
     * Returns a JVM that starts quickly and leaves the cores to other processes, at the cost of peak performance: the
     * optimizing compiler is off. Not for benchmarks.
     */
    public static Jvm quickToStart(int megabytes) {
        return withHeap(megabytes).withOption("-XX:TieredStopAtLevel=1").withOption("-XX:+UseSerialGC");
    }

    /** Uses another JDK. */
    public Jvm withHome(Path folder) {
        return new Jvm(folder, heapMegabytes, options, environment);
    }

    public Jvm withOption(String option) {
        List<String> longer = new ArrayList<>(options);
        longer.add(option);
        return new Jvm(home, heapMegabytes, longer, environment);
    }

    /** Sets an environment variable; replaces an existing value. */
    public Jvm withEnvironment(String name, String value) {
        return withEnvironment(Map.of(name, value));
    }

    /** Sets environment variables; replaces existing values. */
    public Jvm withEnvironment(Map<String, String> variables) {
        Map<String, String> larger = new LinkedHashMap<>(environment);
        larger.putAll(variables);
        return new Jvm(home, heapMegabytes, options, larger);
    }

    /** Sets an environment variable unless it is already set. */
    Jvm withDefault(String name, String value) {
        return environment.containsKey(name) ? this : withEnvironment(name, value);
    }
}
