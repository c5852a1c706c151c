/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the JVM of a process is started.
 *
 * @param heapMegabytes the most heap that it may take
 * @param options further options of {@code java}, an agent for instance
 * @param environment variables beyond those of this process; they win over its own
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
     * One that is ready soon and leaves the cores to the other processes, at the cost of its peak speed: code is compiled
     * once, without what the optimising compiler spends on it. Not for a benchmark.
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

    /** The same where there is a variable of this name already. */
    Jvm withDefault(String name, String value) {
        return environment.containsKey(name) ? this : withEnvironment(name, value);
    }
}
