/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The threads of a server. Whoever creates them closes them after the server.
 *
 * @param calls runs calls, which never block
 * @param timer triggers timeouts of calls
 * @param network reads and writes
 */
public record ServerThreads(Executor calls, ScheduledExecutorService timer, NetworkThreads network) {}
