/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import io.changefeed.localstack.ProjectFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A worker to test.
 *
 * @param module the folder of the module with its class path
 * @param jdk empty if it is to run on another JDK and none is installed
 */
record WorkerVersion(String module, Optional<Jdk> jdk) {
    static final String OLDEST = "testing/workers/kafka/3.6";

    private static final String NEWEST = "testing/workers/kafka";
    private static final Pattern RUNTIME = Pattern.compile("/connect-runtime-([0-9.]+)\\.jar");

    /** Returns the workers of this build: the oldest version, or all versions with the profile {@code faults}. */
    static List<WorkerVersion> all() {
        List<WorkerVersion> all = new ArrayList<>();
        Stream.of(System.getProperty("workers.versions", "3.6").split(",", -1))
                .map(name -> name.equals("newest") ? NEWEST : NEWEST + "/" + name)
                .forEach(module -> all.add(new WorkerVersion(module, Optional.of(Jdk.current()))));
        if (Boolean.getBoolean("workers.other.jdk")) {
            all.add(new WorkerVersion(NEWEST, Jdk.other()));
        }
        return all;
    }

    /** Returns the version of Kafka on the class path. */
    String kafka() {
        Matcher jar = RUNTIME.matcher(ProjectFolder.find().classPath(module));
        if (!jar.find()) {
            throw new IllegalStateException("no connect-runtime on the class path of " + module);
        }
        return jar.group(1);
    }

    @Override
    public String toString() {
        return "Kafka " + kafka() + " on Java "
                + jdk.map(installed -> String.valueOf(installed.version().feature()))
                        .orElse("21 or later");
    }
}
