/* SPDX-License-Identifier: Apache-2.0 */
/** Measures the SQL read-model sink with a database, beside a bare loop of upserts and beside another sink. */
@NullMarked
package io.changefeed.benchmarks.readmodel.sql;

import org.jspecify.annotations.NullMarked;
