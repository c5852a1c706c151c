/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;

/**
 * The settings of connections to the database.
 *
 * @param connectTimeout how long to wait for a connection
 * @param statementTimeout how long to wait for the response to a request, which can contain several statements
 */
public record JdbcConnectionSettings(
        String url,
        Optional<String> user,
        Optional<Password> password,
        Duration connectTimeout,
        Duration statementTimeout) {}
