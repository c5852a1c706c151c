/* SPDX-License-Identifier: Apache-2.0 */
/** The properties that only the JDBC sink connector has: the connection and the tables. */
@NullMarked
package io.changefeed.readmodel.sql.config;

import org.jspecify.annotations.NullMarked;
