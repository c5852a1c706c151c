/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.sql;

import io.changefeed.benchmarks.measure.ProcessUsage;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The processor time of each process of the database servers; PostgreSQL has one for each connection. */
record ServerUsage(Map<Long, Duration> cpu) {
    private static final Pattern SERVER = Pattern.compile("/bin/(postgres|mariadbd)$");

    static ServerUsage now() {
        return new ServerUsage(ProcessHandle.current()
                .descendants()
                .filter(process ->
                        SERVER.matcher(process.info().command().orElse("")).find())
                .collect(Collectors.toMap(ProcessHandle::pid, process -> new ProcessUsage(process.pid()).cpu())));
    }

    /** Returns the time since an earlier measurement, of processes that are still running. */
    Duration since(ServerUsage earlier) {
        return cpu.entrySet().stream()
                .map(each -> each.getValue().minus(earlier.cpu.getOrDefault(each.getKey(), Duration.ZERO)))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
