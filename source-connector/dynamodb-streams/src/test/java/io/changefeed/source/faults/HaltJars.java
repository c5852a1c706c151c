/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** Creates jars with one test class each, which a worker loads. */
final class HaltJars {
    private HaltJars() {}

    /** Adds {@link HaltBeforeRecord} as a transform to a plugin folder. */
    static Path plugin(Path plugins) throws IOException {
        write(Files.createDirectories(plugins.resolve("halt")).resolve("halt.jar"), HaltBeforeRecord.class, jar -> {
            jar.putNextEntry(new ZipEntry("META-INF/services/org.apache.kafka.connect.transforms.Transformation"));
            jar.write(HaltBeforeRecord.class.getName().getBytes(StandardCharsets.UTF_8));
        });
        return plugins;
    }

    /** Creates a jar with one class. */
    static Path of(Class<?> type, Path jar) throws IOException {
        write(jar, type, others -> {});
        return jar;
    }

    private interface Entries {
        void addTo(JarOutputStream jar) throws IOException;
    }

    private static void write(Path file, Class<?> type, Entries others) throws IOException {
        String classFile = type.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
                InputStream bytes = type.getClassLoader().getResourceAsStream(classFile)) {
            jar.putNextEntry(new ZipEntry(classFile));
            assertThat(bytes).isNotNull().satisfies(found -> found.transferTo(jar));
            others.addTo(jar);
        }
    }
}
