/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.guard;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes that each thread of this process has allocated so far, without the threads of servers. Those of a thread that
 * has ended are lost, so the measured code must keep its threads.
 */
record Allocations(Map<Long, Long> bytesByThread) {
    private static final List<String> SERVERS = List.of("HTTP-Dispatcher", "simulator", "endpoint", "proxy");

    static Allocations now() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        ThreadInfo[] infos = threads.getThreadInfo(ids);
        Map<Long, Long> bytesByThread = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            ThreadInfo info = infos[i];
            if (info != null && SERVERS.stream().noneMatch(info.getThreadName()::startsWith)) {
                bytesByThread.put(ids[i], bytes[i]);
            }
        }
        return new Allocations(bytesByThread);
    }

    long since(Allocations earlier) {
        return bytesByThread.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - earlier.bytesByThread.getOrDefault(thread.getKey(), 0L))
                .sum();
    }
}
