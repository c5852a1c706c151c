/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.databases.SharedDatabases;
import java.util.Map;

/** With versions in a column. */
class PostgreSqlContractTest extends JdbcContract {
    PostgreSqlContractTest() {
        super(SharedDatabases.postgreSql(), Map.of("deleted.column", "deleted_at"));
    }
}
