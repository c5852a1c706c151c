/* SPDX-License-Identifier: Apache-2.0 */
/** What PostgreSQL has otherwise than MySQL and MariaDB: names, types, values and statements. Pure. */
@NullMarked
package io.changefeed.readmodel.sql.dialect;

import org.jspecify.annotations.NullMarked;
