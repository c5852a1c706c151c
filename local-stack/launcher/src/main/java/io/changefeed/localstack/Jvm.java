/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the JVM of a process is started.
 *
 * @param heapMegabytes the maximum heap
 * @param options further options of {@code java}, such as an agent
 * @param environment variables in addition to those of this process, which they override
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
     * A JVM that starts quickly and leaves the cores to other processes, at the cost of its peak speed: the optimizing
     * compiler is off. Not for benchmarks.
     */
    public static Jvm quickToStart(int megabytes) {
        return withHeap(megabytes).withOption("-XX:TieredStopAtLevel=1").withOption("-XX:+UseSerialGC");
    }

    public Jvm withOption(String option) {
        List<String> longer = new ArrayList<>(options);
        longer.add(option);
        return new Jvm(heapMegabytes, longer, environment);
    }

    /** A variable of the same name is replaced. */
    public Jvm withEnvironment(String name, String value) {
        Map<String, String> larger = new LinkedHashMap<>(environment);
        larger.put(name, value);
        return new Jvm(heapMegabytes, options, larger);
    }

    /** Has no effect when the variable exists. */
    Jvm withDefault(String name, String value) {
        return environment.containsKey(name) ? this : withEnvironment(name, value);
    }
}
