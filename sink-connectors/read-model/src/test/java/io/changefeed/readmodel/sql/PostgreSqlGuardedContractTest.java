/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.databases.SharedDatabases;
import java.util.Map;

class PostgreSqlGuardedContractTest extends JdbcContract {
    PostgreSqlGuardedContractTest() {
        super(SharedDatabases.postgreSql(), Map.of("deleted.column", "deleted_at"));
    }
}
