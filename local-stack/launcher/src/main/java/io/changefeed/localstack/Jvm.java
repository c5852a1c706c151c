/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of the JVM of a process.
 *
 * @param heapMegabytes the maximum heap
 * @param options additional options of {@code java}, such as an agent
 * @param environment environment variables that are added to those of this process, or override them
 */
public record Jvm(int heapMegabytes, List<String> options, Map<String, String> environment) {
    public Jvm {
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
    }

    public static Jvm withHeap(int megabytes) {
        return new Jvm(megabytes, List.of(), Map.of());
    }

    /**
     * Returns a JVM that starts quickly and leaves the cores to other processes, at the cost of peak performance: the
     * optimizing compiler is off. Not for benchmarks.
     */
    public static Jvm quickToStart(int megabytes) {
        return withHeap(megabytes).withOption("-XX:TieredStopAtLevel=1").withOption("-XX:+UseSerialGC");
    }

    public Jvm withOption(String option) {
        List<String> longer = new ArrayList<>(options);
        longer.add(option);
        return new Jvm(heapMegabytes, longer, environment);
    }

    /** Sets an environment variable; replaces an existing value. */
    public Jvm withEnvironment(String name, String value) {
        Map<String, String> larger = new LinkedHashMap<>(environment);
        larger.put(name, value);
        return new Jvm(heapMegabytes, options, larger);
    }

    /** Sets an environment variable unless it is already set. */
    Jvm withDefault(String name, String value) {
        return environment.containsKey(name) ? this : withEnvironment(name, value);
    }
}
