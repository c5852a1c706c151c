/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Real SQL databases for tests and benchmarks: PostgreSQL and MariaDB, each in a separate process on this machine, from
 * binaries that Maven downloads; the pooler PgBouncer where it is installed; and a proxy that interrupts connections.
 */
@NullMarked
package io.changefeed.databases;

import org.jspecify.annotations.NullMarked;
