/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A query of a panel.
 *
 * @param connectors the selector of the connectors that the dashboard shows
 */
record DashboardQuery(String dashboard, String panel, String connectors, String query)
        implements Comparable<DashboardQuery> {
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (connector)\\)");

    /** Returns the queries of all dashboards in a folder. */
    static List<DashboardQuery> all(Path folder) throws IOException {
        List<DashboardQuery> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                JsonNode dashboard = new ObjectMapper().readTree(Files.readString(file));
                String variable = dashboard.at("/templating/list/1/query/query").asText();
                for (JsonNode panel : dashboard.path("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        all.add(new DashboardQuery(
                                file.getFileName().toString(),
                                panel.path("title").asText(),
                                variable,
                                target.path("expr").asText()));
                    }
                }
            }
        }
        return all;
    }

    /** Returns the values with all connectors of the dashboard selected, as Grafana does. */
    Map<String, String> evaluate(PrometheusServer prometheus) {
        Matcher variable = LABEL_VALUES.matcher(connectors);
        if (!variable.matches()) {
            throw new IllegalStateException(dashboard + ": " + connectors);
        }
        String names = String.join("|", prometheus.labelValues(variable.group(1), variable.group(2)));
        return prometheus.query(query.replace("$connector", names).replace("$__rate_interval", "5s"));
    }

    @Override
    public int compareTo(DashboardQuery other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return dashboard + " | " + panel + " | " + query;
    }
}
