/* SPDX-License-Identifier: Apache-2.0 */
/** The differences between databases: names, types, values and statements. Free of side effects. */
@NullMarked
package io.changefeed.readmodel.sql.dialect;

import org.jspecify.annotations.NullMarked;
