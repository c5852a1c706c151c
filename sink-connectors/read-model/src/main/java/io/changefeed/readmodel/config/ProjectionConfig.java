/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.config;

import io.changefeed.config.PropertyChecks;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.ColumnType;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The {@code projection.*} properties. */
public final class ProjectionConfig {
    private final AbstractConfig config;
    private final ColumnType uncast;

    /** @param uncast the type of a column for which no cast is set */
    public ProjectionConfig(AbstractConfig config, ColumnType uncast) {
        this.config = config;
        this.uncast = uncast;
    }

    public static void addTo(ConfigDef definition) {
        throw new UnsupportedOperationException(definition.toString());
    }

    /** Checks all of them, each error on its property. */
    public static void check(PropertyChecks checks, ColumnType uncast) {
        throw new UnsupportedOperationException(checks + " " + uncast);
    }

    /** The names of the projection's columns, as far as they can be read. */
    public static Set<String> columnNames(PropertyChecks checks) {
        throw new UnsupportedOperationException(checks.toString());
    }

    public Projection projection() {
        throw new UnsupportedOperationException(config + " " + uncast);
    }
}
