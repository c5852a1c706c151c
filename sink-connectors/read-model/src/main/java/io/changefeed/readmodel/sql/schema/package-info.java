/* SPDX-License-Identifier: Apache-2.0 */
/** Checks the tables that the sink writes, and creates and extends them where that is allowed. */
@NullMarked
package io.changefeed.readmodel.sql.schema;

import org.jspecify.annotations.NullMarked;
