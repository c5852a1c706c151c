/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Real SQL databases for tests and benchmarks: a PostgreSQL and a MariaDB from binaries that Maven fetches, each a
 * process of its own on this machine, and a way to them that can be cut.
 */
@NullMarked
package io.changefeed.databases;

import org.jspecify.annotations.NullMarked;
