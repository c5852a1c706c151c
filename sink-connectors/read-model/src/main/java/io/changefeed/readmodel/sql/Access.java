/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;

/**
 * How the database is reached.
 *
 * @param connectTimeout for how long a connection is waited for
 * @param statementTimeout for how long the answer to a statement is waited for
 */
public record Access(
        String url,
        Optional<String> user,
        Optional<Password> password,
        Duration connectTimeout,
        Duration statementTimeout) {

    /** A text for people, without the secret if it should be in it. */
    public String withoutSecrets(String text) {
        return password.map(Password::value)
                .filter(secret -> !secret.isEmpty())
                .map(secret -> text.replace(secret, "[hidden]"))
                .orElse(text);
    }
}
