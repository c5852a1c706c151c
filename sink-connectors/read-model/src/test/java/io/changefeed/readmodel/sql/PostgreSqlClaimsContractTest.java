/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.databases.SharedDatabases;
import java.util.Map;

class PostgreSqlClaimsContractTest extends JdbcContract {
    PostgreSqlClaimsContractTest() {
        super(SharedDatabases.postgreSql(), Map.of());
    }
}
